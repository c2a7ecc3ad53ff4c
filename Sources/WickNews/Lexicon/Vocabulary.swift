/// What wick knows of the language of headlines: meanings of words and of phrases, read from the tables beside this file.
///
/// A line of a table is `form role value polarity tags… : words`. Form `v` gives verbs all their forms (of the first word), `n` gives nouns their
/// plural (of the last word), `x` takes words as they stand; `fall/falls/fell` lists the forms of an irregular first word. Where a word has
/// several lines the first one counts. Hyphens and spaces are the same.
struct Vocabulary: Sendable {
    /// Raised whenever a weight or a word changes, so that scores of different vocabularies can be told apart.
    static let version = "lexicon-1"

    /// A phrase that begins with a certain word.
    private struct Phrase {
        /// Numbers of its words after the first.
        let rest: [Int32]
        let meaning: Meaning
    }

    private var words = WordTable()
    private var meanings: [Meaning?] = []
    /// By the number of the first word; the longest first.
    private var phrases: [[Phrase]] = []

    /// Built once: it takes some milliseconds.
    static let shared = Vocabulary()

    private init() {
        let tables = [Self.things, Self.moves, Self.deeds, Self.plain, Self.grammar, Self.assets, Self.topics]
        for line in tables.joined(separator: "\n").split(separator: "\n") { add(line: line) }
        for index in phrases.indices { phrases[index].sort { $0.rest.count > $1.rest.count } }
    }

    private mutating func add(line: Substring) {
        let sides = line.split(separator: " : ", maxSplits: 1)
        let head = sides.first.map { $0.split(separator: " ") } ?? []
        guard sides.count == 2, head.count >= 4, let form = head[0].first, let role = Meaning.Role(name: head[1]),
            let value = Float(head[2]), let polarity = Float(head[3])
        else { preconditionFailure("a line of the vocabulary that cannot be read: \(line)") }
        var tags: Meaning.Tags = []
        for name in head.dropFirst(4) { tags.formUnion(Meaning.Tags(name: name)) }
        let meaning = Meaning(role: role, value: value, polarity: polarity, tags: tags)
        for entry in sides[1].split(separator: ",") { add(entry: entry, form: form, meaning) }
    }

    private mutating func add(entry: Substring, form: Character, _ meaning: Meaning) {
        var parts = entry.split { $0 == " " || $0 == "-" || $0 == "." }.map(String.init)
        guard let first = parts.first, let last = parts.last else { return }
        if first.contains("/") {
            for variant in first.split(separator: "/") { add([String(variant)] + parts.dropFirst(), meaning) }
            return
        }
        switch form {
        case "v":
            for variant in Inflection.verbForms(first) {
                var meaning = meaning
                if parts.count == 1, variant.hasSuffix("ing") { meaning.tags.insert(.participle) }
                add([variant] + parts.dropFirst(), meaning)
            }
        case "n":
            for variant in Inflection.nounForms(last) {
                parts[parts.count - 1] = variant
                add(parts, meaning)
            }
        default: add(parts, meaning)
        }
    }

    private mutating func add(_ parts: [String], _ meaning: Meaning) {
        let numbers = parts.map { words.number(adding: $0) }
        while meanings.count < words.count {
            meanings.append(nil)
            phrases.append([])
        }
        guard let first = numbers.first else { return }
        let rest = numbers.dropFirst().map { Int32($0) }
        if rest.isEmpty {
            if meanings[first] == nil { meanings[first] = meaning }
        } else if !phrases[first].contains(where: { $0.rest == rest }) {
            phrases[first].append(Phrase(rest: rest, meaning: meaning))
        }
    }

    /// The number of a word in lower case; -1 for one that is in no table.
    @inline(__always)
    func number(of word: UnsafeBufferPointer<UInt8>) -> Int32 {
        Int32(words.number(of: word, hash: WordTable.hash(word)) ?? -1)
    }

    /// The meaning of the longest phrase that begins with this token, and how many tokens it has.
    @inline(__always)
    func meaning(at index: Int, of tokens: [HeadlineToken]) -> (Meaning, length: Int)? {
        let first = Int(tokens[index].word)
        guard first >= 0 else { return nil }
        for phrase in phrases[first] where matches(phrase, tokens, after: index) {
            return (phrase.meaning, phrase.rest.count + 1)
        }
        return meanings[first].map { ($0, 1) }
    }

    /// The meaning of one token by itself.
    @inline(__always)
    func ownMeaning(of token: HeadlineToken) -> Meaning? { token.word < 0 ? nil : meanings[Int(token.word)] }

    private func matches(_ phrase: Phrase, _ tokens: [HeadlineToken], after index: Int) -> Bool {
        guard index + phrase.rest.count < tokens.count else { return false }
        for offset in phrase.rest.indices where tokens[index + 1 + offset].word != phrase.rest[offset] { return false }
        return true
    }
}

extension Meaning.Role {
    private static let names: [String: Meaning.Role] = [
        "thing": .thing, "transparent": .transparent, "move": .move, "transitiveMove": .transitiveMove,
        "describingMove": .describingMove, "threshold": .threshold, "undoing": .undoing, "doing": .doing,
        "plain": .plain, "negation": .negation, "degree": .degree, "contrast": .contrast, "concession": .concession,
        "subordinate": .subordinate, "preposition": .preposition, "frame": .frame, "asset": .asset,
        "lifting": .lifting, "surprise": .surprise, "opener": .opener,
    ]

    fileprivate init?(name: Substring) {
        guard let role = Self.names[String(name)] else { return nil }
        self = role
    }
}

extension Meaning.Tags {
    private static let names: [String: Meaning.Tags] = [
        "bitcoin": .bitcoin, "ether": .ether, "market": .market, "other": .other, "regulation": .regulation,
        "hack": .hack, "macro": .macro, "fund": .fund, "adoption": .adoption, "price": .price,
        "restriction": .restriction,
    ]

    fileprivate init(name: Substring) {
        guard let tag = Self.names[String(name)] else {
            preconditionFailure("a tag that the vocabulary does not know: \(name)")
        }
        self = tag
    }
}
