import Foundation

/// Takes from a side file what it says of the tensors' file, as older folders are: tests then change the tensors.
func forgetTensorsDigest(_ folder: URL, _ sideFile: String) throws {
    let file = folder.appending(path: sideFile), key = "tensorsDigest"
    var json = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any] ?? [:]
    if var description = json["description"] as? [String: Any] {
        description[key] = nil
        json["description"] = description
    }
    json[key] = nil
    try JSONSerialization.data(withJSONObject: json).write(to: file)
}
