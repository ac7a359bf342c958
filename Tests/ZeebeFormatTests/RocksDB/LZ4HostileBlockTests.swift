import FuzzTargets
import SeededRandom
import Testing
import ZeebeFormat

@Suite("Hostile LZ4 blocks")
struct LZ4HostileBlockTests {
    @Test(
        "what is refused, where, and why",
        arguments: [
            ([], 0, 0, "a token expected, the block ends"),
            ([], 5, 0, "a token expected, the block ends"),
            ([0x00], 1, 1, "the block ends after 0 of 1 bytes"),
            ([0x10, 0x41], 0, 0, "literals of 1 bytes, room for 0"),
            ([0x20, 0x41, 0x42], 3, 3, "the block ends after 2 of 3 bytes"),
            ([0x30, 0x41, 0x42], 3, 0, "3 literals, the block ends after 2"),
            ([0xF0], 15, 0, "a length goes on, the block ends"),
            ([0xF0, 0xFF, 0xFF], 525, 0, "a length goes on, the block ends"),
            ([0xF0, 0xFF, 0x00, 0x41], 270, 0, "270 literals, the block ends after 1"),
            ([0x10, 0x41, 0x01], 9, 2, "a distance of 2 bytes expected, 1 left"),
            ([0x10, 0x41, 0x00, 0x00, 0x00], 5, 2, "a match 0 bytes back, after 1 bytes"),
            ([0x10, 0x41, 0x02, 0x00, 0x00], 5, 2, "a match 2 bytes back, after 1 bytes"),
            ([0x10, 0x41, 0xFF, 0xFF, 0x00], 5, 2, "a match 65535 bytes back, after 1 bytes"),
            ([0x00, 0x01, 0x00, 0x00], 4, 1, "a match 1 bytes back, after 0 bytes"),
            ([0x10, 0x41, 0x01, 0x00, 0x00], 4, 0, "match of 4 bytes, room for 3"),
            ([0x10, 0x41, 0x01, 0x00], 5, 4, "a token expected, the block ends"),
            ([0x1F, 0x41, 0x01, 0x00], 50, 0, "a length goes on, the block ends"),
            ([0x1F, 0x41, 0x01, 0x00, 0xFF, 0xFF, 0x00, 0x00], 100, 0, "match of 529 bytes, room for 99"),
            ([0x10, 0x41, 0x01, 0x00, 0x10, 0x42], 5, 4, "literals of 1 bytes, room for 0"),
            ([0x00], -1, 0, "1 bytes of LZ4 cannot hold -1 bytes"),
            ([0x00], .max, 0, "1 bytes of LZ4 cannot hold 9223372036854775807 bytes"),
        ] as [([UInt8], Int, Int, String)]
    )
    func refusals(block: [UInt8], rawSize: Int, offset: Int, reason: String) {
        #expect(LZ4BlockTests.decoded(block, rawSize: rawSize).error == FormatError(reason, at: offset))
    }

    @Test("a length of a million times 255 is refused without room for it")
    func hugeLengths() {
        let many = [UInt8](repeating: 0xFF, count: 1_000_000)
        let literals = LZ4BlockTests.decoded([0xF0] + many + [0x00], rawSize: 1000)
        #expect(literals.error == FormatError("255000015 literals, the block ends after 0", at: 0))
        let match = LZ4BlockTests.decoded([0x1F, 0x41, 0x01, 0x00] + many + [0x00, 0x00], rawSize: 1000)
        #expect(match.error == FormatError("match of 255000019 bytes, room for 999", at: 0))
        let unended = LZ4BlockTests.decoded([0x1F, 0x41, 0x01, 0x00] + many, rawSize: 1000)
        #expect(unended.error == FormatError("a length goes on, the block ends", at: 0))
    }

    @Test("a block cut anywhere is refused", arguments: LZ4BlockTests.Vector.all)
    func truncation(vector: LZ4BlockTests.Vector) {
        for count in 0..<vector.block.count {
            let error = LZ4BlockTests.decoded(Array(vector.block[..<count]), rawSize: vector.content.count).error
            #expect(error.map { (0...count).contains($0.offset) } == true, "cut to \(count)")
        }
    }

    @Test("a size other than the content's is refused", arguments: LZ4BlockTests.Vector.all)
    func otherSizes(vector: LZ4BlockTests.Vector) {
        for rawSize in 0...vector.content.count + 40 where rawSize != vector.content.count {
            #expect(LZ4BlockTests.decoded(vector.block, rawSize: rawSize).error != nil, "size \(rawSize)")
        }
    }

    /// Decodes where any access outside of the buffers ends the test run.
    private func decodeGuarded(_ block: UnsafeMutableRawBufferPointer, into output: UnsafeMutableRawBufferPointer)
        -> FormatError?
    {
        do throws(FormatError) {
            var bytes = output.mutableBytes
            try LZ4Block.decode(UnsafeRawBufferPointer(block).bytes, into: &bytes)
            return nil
        } catch {
            return error
        }
    }

    @Test(
        "changed blocks between guard pages: the content of the definition or an error, and no byte outside",
        arguments: 0..<8
    )
    func mutations(seed: UInt64) throws {
        var random = SplitMix64(seed: 1000 + seed)
        let blockMemory = try GuardedMemory(capacity: 8192)
        let outputMemory = try GuardedMemory(capacity: 8192)
        var accepted = 0
        for round in 0..<1500 {
            let size = Int.random(in: 0...(round % 10 == 0 ? 2000 : 150), using: &random)
            let content = LZ4BlockTests.content(size, &random)
            let intact = LZ4BlockWriter.compress(content)
            let isChanged = round % 8 != 0
            let block = isChanged ? random.mutated(intact, interesting: [0x00, 0x01, 0x0F, 0xF0, 0xFF]) : intact
            let rawSize = Bool.random(using: &random) ? size : max(0, size + Int.random(in: -40...40, using: &random))
            guard block.count <= 8192 else { continue }
            let expected = PlainLZ4.decode(block, rawSize: rawSize)
            for isAtEnd in [true, false] {
                let input = isAtEnd ? blockMemory.suffix(block.count) : blockMemory.prefix(block.count)
                let output = isAtEnd ? outputMemory.suffix(rawSize) : outputMemory.prefix(rawSize)
                input.copyBytes(from: block)
                output.initializeMemory(as: UInt8.self, repeating: 0xA5)
                // Where there is memory beyond the output, it keeps what it has.
                if !isAtEnd {
                    outputMemory.prefix(rawSize + 64)[rawSize...].initializeMemory(as: UInt8.self, repeating: 0x5A)
                }
                let error = decodeGuarded(input, into: output)
                #expect((error == nil) == (expected != nil), "round \(round)")
                if let expected { #expect(Array(output) == expected, "round \(round)") }
                if let error { #expect((0...block.count).contains(error.offset), "round \(round)") }
                if !isAtEnd {
                    #expect(outputMemory.prefix(rawSize + 64)[rawSize...].allSatisfy { $0 == 0x5A }, "round \(round)")
                }
            }
            if expected != nil { accepted += 1 }
        }
        #expect(accepted > 75)
    }

    @Test("random bytes between guard pages")
    func randomBytes() throws {
        var random = SplitMix64(seed: 7)
        let blockMemory = try GuardedMemory(capacity: 256)
        let outputMemory = try GuardedMemory(capacity: 4096)
        for round in 0..<20_000 {
            let block = (0..<Int.random(in: 0...64, using: &random)).map { _ in
                // Small numbers make valid distances likely.
                random.next() & 1 == 0
                    ? UInt8.random(in: 0...255, using: &random) : UInt8.random(in: 0...8, using: &random)
            }
            let rawSize = Int.random(in: 0...200, using: &random)
            let input = blockMemory.suffix(block.count)
            let output = outputMemory.suffix(rawSize)
            input.copyBytes(from: block)
            let error = decodeGuarded(input, into: output)
            #expect((error == nil) == (PlainLZ4.decode(block, rawSize: rawSize) != nil), "round \(round)")
        }
    }
}
