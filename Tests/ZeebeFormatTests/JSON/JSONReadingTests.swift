import Testing
import ZeebeFormat

@Suite("JSON reading")
struct JSONReadingTests {
    @Test("an object is read by its keys, in any order, with values skipped that nobody asked for")
    func objectByKeys() {
        let text = #"{"skip":{"deep":[1,{"x":[[]]}]},"id":5,"null":null,"names":["a","b"],"flag":true,"last":[]}"#
        let result = decode(Array(text.utf8)) { (span) throws(FormatError) in
            var parser = JSONPullParser(span)
            var read: [String] = []
            try parser.beginObject()
            while let key = try parser.nextKey() {
                if parser.equals(key, "id") {
                    read.append("\(try parser.readInt64())")
                } else if parser.equals(key, "null") {
                    read.append("\(try parser.readStringOrNull() ?? "nil")")
                } else if parser.equals(key, "names") {
                    try parser.beginArray()
                    while parser.nextElement() { read.append(try parser.readString()) }
                } else if parser.equals(key, "flag") {
                    read.append("\(try parser.readBool())")
                } else {
                    try parser.skipValue()
                }
            }
            read.append("\(parser.end ?? -1)")
            return read
        }
        #expect(result.value == ["5", "nil", "a", "b", "true", "\(text.utf8.count)"])
    }

    @Test(
        "a value of another kind is an error at the value",
        arguments: ["null", "1", "true", #""x""#, "[]", "{}", "1.5"]
    )
    func otherKinds(value: String) {
        func offset<T>(_ read: (inout JSONPullParser) throws(FormatError) -> T) -> Int? {
            decode(Array(#"{"a": \#(value)}"#.utf8)) { (span) throws(FormatError) in
                var parser = JSONPullParser(span)
                try parser.beginObject()
                _ = try parser.nextKey()
                _ = try read(&parser)
            }
            .error?.offset
        }
        func expected(_ accepted: String...) -> Int? { accepted.contains(value) ? nil : 6 }
        #expect(offset { (parser) throws(FormatError) in try parser.readInt64() } == expected("1"))
        #expect(offset { (parser) throws(FormatError) in try parser.readInt64OrNull() } == expected("1", "null"))
        #expect(offset { (parser) throws(FormatError) in try parser.readText() } == expected(#""x""#))
        #expect(offset { (parser) throws(FormatError) in try parser.readTextOrNull() } == expected(#""x""#, "null"))
        #expect(offset { (parser) throws(FormatError) in try parser.readStringOrNull() } == expected(#""x""#, "null"))
        #expect(offset { (parser) throws(FormatError) in try parser.readBool() } == expected("true"))
        #expect(offset { (parser) throws(FormatError) in try parser.readBoolOrNull() } == expected("true", "null"))
        #expect(offset { (parser) throws(FormatError) in try parser.beginObject() } == expected("{}"))
        #expect(offset { (parser) throws(FormatError) in try parser.beginObjectOrNull() } == expected("{}", "null"))
        #expect(offset { (parser) throws(FormatError) in try parser.beginArray() } == expected("[]"))
        #expect(offset { (parser) throws(FormatError) in try parser.beginArrayOrNull() } == expected("[]", "null"))
        #expect(offset { (parser) throws(FormatError) in try parser.skipValue() } == nil)
    }

    @Test("reading on behind the value, or a key where a value is due, throws and does not trap")
    func misuse() {
        let result = decode(Array("{}".utf8)) { (span) throws(FormatError) in
            var parser = JSONPullParser(span)
            let end = try parser.finish()
            let again = try parser.finish()
            return [end, again]
        }
        #expect(result.value == [2, 2])
        let errors = [#"{"a":1}"#, "{}", "[]"].map { text in
            decode(Array(text.utf8)) { (span) throws(FormatError) in
                var parser = JSONPullParser(span)
                _ = try parser.nextToken()
                try parser.skipValue()
                try parser.skipValue()
            }
            .error
        }
        #expect(errors.allSatisfy { $0 != nil })
    }

    @Test("an array that breaks off announces an element, whose reading throws", arguments: ["[", "[1", "[1,", "[1 2"])
    func brokenArray(text: String) {
        let result = decode(Array(text.utf8)) { (span) throws(FormatError) in
            var parser = JSONPullParser(span)
            try parser.beginArray()
            while parser.nextElement() { _ = try parser.readInt64() }
        }
        #expect(result.error != nil)
    }

    @Test(
        "skipping checks the grammar of what it skips",
        arguments: ["[1,]", #"{"a" 1}"#, "\"\u{1}\"", "[01]", "[[[]"]
    )
    func skippingChecks(text: String) {
        let result = decode(Array(text.utf8)) { (span) throws(FormatError) in
            var parser = JSONPullParser(span)
            try parser.skipValue()
        }
        #expect(result.error != nil)
    }
}
