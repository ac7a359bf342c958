/// The decoding of one LZ4 block.
///
/// A block is a row of sequences: a token, literals, and a match that repeats bytes already produced, from some distance
/// back. None of it is trusted: every length and distance is checked before it is used. Where both sides have room, copies
/// go in words and write a little more than asked, never beyond the output; what follows is written over that.
@safe
struct LZ4BlockDecoder {
    private let input: UnsafeRawPointer
    private let inputCount: Int
    private let output: UnsafeMutableRawPointer
    private let outputCount: Int

    /// Offset of the next byte of the block; at most `inputCount`.
    private var offset = 0

    /// Number of bytes of content so far; at most `outputCount`.
    private var produced = 0

    /// What copies move where there is room.
    private typealias Word = SIMD2<UInt64>
    private static let wordSize = 16

    /// A length of this value in a token goes on in the bytes that follow.
    private static let extended = 15

    private static let shortestMatch = 4

    /// The longest match whose length is in the token alone.
    private static let longestPlainMatch = shortestMatch + extended - 1

    /// Creates a decoder of buffers that outlive it and do not overlap; with that, the rest is safe.
    @unsafe
    init(
        _ input: UnsafeRawPointer,
        count inputCount: Int,
        into output: UnsafeMutableRawPointer,
        count outputCount: Int
    ) {
        unsafe self.input = input
        self.inputCount = inputCount
        unsafe self.output = output
        self.outputCount = outputCount
    }

    /// Decodes the whole block.
    mutating func run() throws(FormatError) {
        while true {
            let start = offset
            guard start < inputCount else { throw FormatError("a token expected, the block ends", at: start) }
            let token = unsafe Int(input.load(fromByteOffset: start, as: UInt8.self))
            offset = start &+ 1

            let literals = token >> 4
            if literals < Self.extended && hasRoomForPlainSequence {
                unsafe copyWord(from: input + offset, to: produced)
                offset &+= literals
                produced &+= literals
            } else {
                try copyLiterals(literals, of: start)
                if offset == inputCount { break }
            }
            try copyMatch(token & 15, of: start)
        }
        guard produced == outputCount else {
            throw FormatError("the block ends after \(produced) of \(outputCount) bytes", at: offset)
        }
    }

    /// Whether there is room for a word of literals, for the distance behind the longest literals of a token alone, and
    /// for the longest match of a token alone.
    @inline(__always)
    private var hasRoomForPlainSequence: Bool {
        inputCount &- offset >= Self.wordSize
            && outputCount &- produced >= Self.wordSize &+ Self.longestPlainMatch
    }

    /// Copies literals of any number.
    @inline(__always)
    private mutating func copyLiterals(_ inToken: Int, of start: Int) throws(FormatError) {
        let count = try length(inToken, of: start)
        guard count <= inputCount &- offset else {
            throw FormatError("\(count) literals, the block ends after \(inputCount - offset)", at: start)
        }
        guard count <= outputCount &- produced else { throw overrun("literals", count, of: start) }
        unsafe (output + produced).copyMemory(from: input + offset, byteCount: count)
        offset &+= count
        produced &+= count
    }

    /// Reads a distance, and copies the match there.
    @inline(__always)
    private mutating func copyMatch(_ inToken: Int, of start: Int) throws(FormatError) {
        guard inputCount &- offset >= 2 else {
            throw FormatError("a distance of 2 bytes expected, 1 left", at: offset)
        }
        let distance = unsafe Int(UInt16(littleEndian: input.loadUnaligned(fromByteOffset: offset, as: UInt16.self)))
        guard distance > 0 && distance <= produced else {
            throw FormatError("a match \(distance) bytes back, after \(produced) bytes", at: offset)
        }
        offset &+= 2

        if inToken < Self.extended && distance >= 8
            && outputCount &- produced >= Self.longestPlainMatch
        {
            // Each part may repeat the one before.
            unsafe copy(UInt64.self, from: output + (produced &- distance), to: produced)
            unsafe copy(UInt64.self, from: output + (produced &- distance &+ 8), to: produced &+ 8)
            unsafe copy(UInt16.self, from: output + (produced &- distance &+ 16), to: produced &+ 16)
            produced &+= inToken &+ Self.shortestMatch
            return
        }
        let count = try length(inToken, of: start) &+ Self.shortestMatch
        guard count <= outputCount &- produced else { throw overrun("match", count, of: start) }
        repeatBytes(count, from: distance)
    }

    /// Returns a length that begins in a token and may go on in the next bytes.
    ///
    /// It cannot overflow: it is at most 255 times the size of a buffer in memory.
    @inline(__always)
    private mutating func length(_ inToken: Int, of start: Int) throws(FormatError) -> Int {
        guard inToken == Self.extended else { return inToken }
        var length = inToken
        while true {
            guard offset < inputCount else { throw FormatError("a length goes on, the block ends", at: start) }
            let more = unsafe Int(input.load(fromByteOffset: offset, as: UInt8.self))
            offset &+= 1
            length &+= more
            if more != 255 { return length }
        }
    }

    @inline(never)
    private func overrun(_ what: String, _ count: Int, of start: Int) -> FormatError {
        FormatError("\(what) of \(count) bytes, room for \(outputCount - produced)", at: start)
    }
}

// MARK: - Copies inside the output

extension LZ4BlockDecoder {
    /// Produces `count` bytes, each the one `distance` before it; the caller has checked both.
    private mutating func repeatBytes(_ count: Int, from distance: Int) {
        let end = produced &+ count
        // Up to here a word that begins before fits into the output.
        let wordsEnd = min(end, outputCount &- Self.wordSize)
        if produced < wordsEnd {
            if distance >= Self.wordSize {
                repeatWords(until: wordsEnd, from: distance)
            } else {
                repeatPattern(until: wordsEnd, from: distance)
            }
        }
        while produced < end {
            unsafe copy(UInt8.self, from: output + (produced &- distance), to: produced)
            produced &+= 1
        }
    }

    @inline(__always)
    private mutating func repeatWords(until end: Int, from distance: Int) {
        var place = produced
        while place < end {
            unsafe copyWord(from: output + (place &- distance), to: place)
            place &+= Self.wordSize
        }
        produced = end
    }

    /// Repeats a distance shorter than a word: a word full of the repeated bytes, stored in steps of a whole number of them.
    @inline(__always)
    private mutating func repeatPattern(until end: Int, from distance: Int) {
        var place = produced
        if distance >= 8 {
            while place < end {
                unsafe copy(UInt64.self, from: output + (place &- distance), to: place)
                place &+= 8
            }
        } else {
            let loaded = unsafe (output + (place &- distance)).loadUnaligned(as: UInt64.self)
            // The bytes from `place` on are not produced yet: leave them out, then double what is there up to 8 bytes.
            let bits = UInt64(truncatingIfNeeded: distance &* 8)
            var pattern = UInt64(littleEndian: loaded) & ((1 &<< bits) &- 1)
            pattern |= pattern &<< bits
            pattern |= bits < 32 ? pattern &<< (bits &* 2) : 0
            pattern |= bits < 16 ? pattern &<< (bits &* 4) : 0
            let step = 8 &- 8 % distance
            while place < end {
                unsafe (output + place).storeBytes(of: pattern.littleEndian, as: UInt64.self)
                place &+= step
            }
        }
        produced = end
    }

    @inline(__always)
    private func copyWord(from source: UnsafeRawPointer, to place: Int) {
        unsafe copy(Word.self, from: source, to: place)
    }

    /// Copies one value; it is loaded whole before it is stored.
    @inline(__always)
    private func copy<T: BitwiseCopyable>(_ type: T.Type, from source: UnsafeRawPointer, to place: Int) {
        unsafe (output + place).storeBytes(of: source.loadUnaligned(as: type), as: type)
    }
}
