import Foundation
import Testing

@testable import Core

/// The vectors of FIPS 180-2, and bytes of a file against the same bytes in memory.
@Suite struct SHA256Tests {
    /// A text, and how often it stands in a row.
    @Test(arguments: [
        ("", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        ("a", 1_000_000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
    ]) func standardVectors(_ text: String, _ count: Int, _ digest: String) throws {
        let data = Data(String(repeating: text, count: count).utf8)
        #expect(sha256(data) == digest)
        let file = try Fixtures.temporary().appending(path: "text")
        try data.write(to: file)
        #expect(try fileDigest(file) == digest)
    }

    /// Zeros that the file system need not store, and bytes cut out of others.
    @Test func aLongFileAndASlice() throws {
        let file = try Fixtures.temporary().appending(path: "long")
        try Data().write(to: file)
        let handle = try FileHandle(forWritingTo: file)
        try handle.truncate(atOffset: 20_000_001)
        try handle.close()
        #expect(try fileDigest(file) == "26c71d6af2b3fd59b8ea1c2f5b28c6bd6049e178205e5be77aabf61371437f2c")
        #expect(sha256(Data("xabcx".utf8)[1 ..< 4]) == sha256(Data("abc".utf8)))
    }

    @Test func aFileThatIsNotThereIsNamed() throws {
        let file = try Fixtures.temporary().appending(path: "none")
        #expect { try fileDigest(file) } throws: { ($0 as? InputError)?.place == file.path }
    }
}
