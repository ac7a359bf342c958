/// Windows of a file, of sizes that its bytes choose: at least as much as a decoder asks for, at times some more.
struct ChosenWindows {
    private var random: InputRandom

    init(_ random: InputRandom) { self.random = random }

    /// The size of a window for a decoder that needs `needed` of the `left` bytes.
    mutating func size(needed: Int, left: Int) -> Int {
        let more = [0, 0, 1, 7, 300, left].randomElement(using: &random) ?? 0
        return min(left, needed + more)
    }
}
