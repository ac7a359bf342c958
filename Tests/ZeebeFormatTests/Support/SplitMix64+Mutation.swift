import SeededRandom

extension SplitMix64 {
    /// Changes 1 to 4 places of a document: flips, replaces, removes, repeats, or cuts the end.
    mutating func mutated(_ document: [UInt8], interesting: [UInt8]) -> [UInt8] {
        var bytes = document
        for _ in 0..<Int.random(in: 1...4, using: &self) {
            guard !bytes.isEmpty else { break }
            let place = Int.random(in: 0..<bytes.count, using: &self)
            switch Int.random(in: 0..<6, using: &self) {
            case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &self)
            case 1: bytes[place] = UInt8.random(in: 0...255, using: &self)
            case 2: bytes[place] = interesting.randomElement(using: &self) ?? 0
            case 3: bytes.remove(at: place)
            case 4:
                let end = Int.random(in: place...bytes.count, using: &self)
                bytes.insert(contentsOf: bytes[place..<end], at: place)
            default: bytes.removeSubrange(place...)
            }
        }
        return bytes
    }
}
