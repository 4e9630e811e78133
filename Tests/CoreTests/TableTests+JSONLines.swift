import Foundation
import Testing

@testable import Core

extension TableTests {
    @Test func objectsKeepTheTextOfTheirValues() throws {
        let read = try table(
            #"""
            {"text":"a\n\"b\" é 😀\u00e9","n":1.50,"yes":true,"none":null}

             {"n": -1e5 , "text":"", "later":12345678901234567890}
            """# + "\r\n", .jsonLines)
        #expect(read.columns == ["text", "n", "yes", "none", "later"] && read.rows.map(\.line) == [1, 3])
        #expect(
            texts(read) == [
                ["a\n\"b\" é 😀é", "1.50", "true", nil, nil], ["", "-1e5", nil, nil, "12345678901234567890"],
            ])
        #expect(try read.text(read.rows[1], 0) == [])
        let missing = #expect(throws: InputError.self) { try read.text(read.rows[1], read.column("yes")) }
        #expect(missing?.description == "own:3: column \"yes\": expected a text, a number or a truth value, found none")
    }

    @Test func nestedValuesAreFaultsOfColumnsThatAreUsed() throws {
        let read = try table("{\"a\":1,\"b\":\"x\"}\n{\"a\":[1,2],\"b\":\"y\"}\n{\"a\":{},\"b\":\"z\"}\n", .jsonLines)
        #expect(try read.column("b") == 1)
        #expect(texts(read).map { $0[0] } == ["1", "[1,2]", "{}"])
        let fault = #expect(throws: InputError.self) { try read.column("a") }
        #expect(
            fault?.description == "own:2: column \"a\": expected a text, a number or a truth value, found [1, 2]"
        )
    }

    @Test(arguments: [
        (#"{"a":1}x"#, #"own:1: byte 7: expected the end of the line, found "x""#),
        (#"{"a":1} {"a":2}"#, #"own:1: byte 8: expected the end of the line, found "{""#),
        (#"{"a":NaN}"#, #"own:1: byte 5: expected a JSON value, found "NaN""#),
        (#"{"a":-Infinity}"#, #"own:1: byte 5: expected a JSON value, found "-Infinity""#),
        (#"{"a":None}"#, #"own:1: byte 5: expected a JSON value, found "None""#),
        (#"{"a":01}"#, #"own:1: byte 5: expected a JSON value, found "0""#),
        (#"{"a":1,}"#, "own:1: byte 7: expected \"\"\", found \"}\""),
        (#"{"a":1,"b":2,"a":3}"#, #"own:1: expected each key once, found "a" twice"#),
        ("\n\"a\"\n", "own:2: byte 0: expected an object, found \"\"\""),
        (
            "[{\"a\":1}]",
            "own:1: byte 0: expected an object, found \"[\"\n  Write an object a line, say by `jq -c '.[]'`."
        ),
        (
            "{\n\"a\":1}",
            "own:1: byte 1: expected \"\"\", found the end of the line\n"
                + "  Write each object on one line, say by `jq -c .`."
        ),
        (
            "{'a':1}",
            "own:1: byte 1: expected \"\"\", found \"'\"\n  JSON has double quotes; Python writes it by `json.dumps`."
        ),
    ])
    func whatIsNoObjectALineIsNamedByLineAndByte(_ text: String, _ message: String) {
        expect(message) { try table(text, .jsonLines) }
    }

    @Test func keysThatAreDataAreRefusedBeforeTheyFillTheMemory() {
        let lines = (0 ... 1_000).map { "{\"id\($0)\":\($0)}\n" }.joined()
        expect("own:1001: expected at most 1000 different keys in a file, found more") { try table(lines, .jsonLines) }
    }
}
