/// Something that takes bytes from outside: what a stranger can hand it, and what must hold whatever they are.
struct FuzzTarget: Sendable, CustomStringConvertible {
    /// Takes one input. It returns, throws nothing and ends nothing; where something that must hold does not, it says what.
    typealias Body = @Sendable ([UInt8]) async -> String?

    let name: String
    /// Real-shaped inputs from which others are made.
    let seeds: [[UInt8]]
    /// Words of the format, which chance would not find.
    let words: [String]
    /// Inputs of one target in `make test`: fewer where one takes long.
    let shortRuns: Int
    /// The first byte chooses between bodies of one target: see `FuzzTarget.choosing`.
    let body: Body

    init(
        _ name: String, seeds: [[UInt8]], words: [String] = [], shortRuns: Int = 400, _ body: @escaping Body
    ) {
        (self.name, self.seeds, self.words, self.shortRuns, self.body) = (name, seeds, words, shortRuns, body)
    }

    var description: String { name }
}

/// A text's bytes.
func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

/// What a text that is to be shown must never have.
func escapeFault(_ text: some StringProtocol) -> String? {
    text.unicodeScalars.contains { $0.value < 0x20 || (0x7f...0x9f).contains($0.value) }
        ? "a text has control characters: \(String(text).debugDescription.prefix(200))" : nil
}
