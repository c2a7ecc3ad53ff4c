import WickDomain

/// Reads one headline from bytes to a score: tokens, parts, clauses, and the sum of what they say.
struct HeadlineReader {
    /// How much what comes before a "but" still counts.
    private static let beforeContrast: Float = 0.4
    private static let conceded: Float = 0.1
    private static let mention: Float = 0.15
    private static let question: Float = 0.2

    private let vocabulary: Vocabulary
    private var tokenizer = HeadlineTokenizer()
    /// What the whole is scaled by: frames and questions.
    private var frame: Float = 1
    private var weights: [Float] = []
    private var mentions: [HeadlineTopic.Mention] = []

    init(_ vocabulary: Vocabulary) { self.vocabulary = vocabulary }

    mutating func assess(_ text: UnsafeBufferPointer<UInt8>) -> LexiconScorer.Assessment {
        tokenizer.read(text, vocabulary)
        var reader = ClauseReader(tokens: tokenizer.tokens, parts: findParts())
        readClauses(&reader)
        var sum: Float = signedPercents()
        var size: Float = abs(sum)
        for (part, weight) in zip(reader.parts, weights) where speaks(part) {
            sum += part.value * weight
            size += abs(part.value * weight)
        }
        let total = sum * frame
        return LexiconScorer.Assessment(
            subject: HeadlineTopic.subject(of: reader.parts, mentions), sentiment: Self.squash(total),
            confidence: confidence(total: total, size: size * frame),
            event: HeadlineTopic.event(of: reader.parts), words: words(of: reader.parts, in: text))
    }

    /// Naming a price or a fund says nothing as long as nothing happens to it.
    private func speaks(_ part: HeadlinePart) -> Bool {
        !part.isSpent && (part.role != .thing || abs(part.meaning.value) > Self.mention)
    }

    /// Odd, bounded by 1, and with a gap at the edge of the neutral band: see `Assessment.sentiment`.
    private static func squash(_ total: Float) -> Double {
        let size = abs(total)
        guard size >= LexiconScorer.neutralBand else { return Double(total / LexiconScorer.neutralBand * 0.049) }
        let squashed = max(0.15, size / (0.36 + size * size).squareRoot())
        return Double(total < 0 ? -squashed : squashed)
    }

    /// High where much was said in one direction, or nothing at all in neutral words; low at the edge of the band.
    private func confidence(total: Float, size: Float) -> Double {
        let edge = abs(abs(total) - LexiconScorer.neutralBand)
        let clarity = min(1, edge / 0.4)
        let agreement = size > 0 ? abs(total) / max(size, 0.001) : 1
        return Double(0.25 + 0.7 * clarity * (0.4 + 0.6 * min(1, agreement)))
    }

    // MARK: Parts and clauses

    private mutating func findParts() -> [HeadlinePart] {
        let tokens = tokenizer.tokens
        var parts: [HeadlinePart] = []
        parts.reserveCapacity(tokens.count)
        frame = tokens.contains { $0.kind == .question } ? Self.question : 1
        if isListicle { frame = min(frame, 0.3) }
        var index = 0
        while index < tokens.count {
            guard let (meaning, length) = vocabulary.meaning(at: index, of: tokens) else {
                index += 1
                continue
            }
            switch meaning.role {
            case .frame: frame = min(frame, meaning.value)
            case .opener: if opensSentence(index) { frame = min(frame, meaning.value) }
            default: parts.append(HeadlinePart(meaning, index..<index + length))
            }
            noteMentions(meaning, index..<index + length)
            index += length
        }
        return parts
    }

    private mutating func noteMentions(_ meaning: Meaning, _ range: Range<Int>) {
        if let whole = HeadlineTopic.Mention(meaning, range) { return mentions.append(whole) }
        for index in range {
            guard let own = vocabulary.ownMeaning(of: tokenizer.tokens[index]), own.role == .asset,
                let mention = HeadlineTopic.Mention(own, index..<index + 1)
            else { continue }
            mentions.append(mention)
        }
    }

    /// "How", "Analysis: how".
    private func opensSentence(_ index: Int) -> Bool {
        index == 0 || tokenizer.tokens[index - 1].kind == .pause && index <= 4
    }

    /// "10 coins to watch": a bare number before a word of small letters or large.
    private var isListicle: Bool {
        let tokens = tokenizer.tokens
        guard tokens.count > 2, tokens[0].kind == .number, tokens[1].kind == .word else { return false }
        return !tokens[0].isMoney && !tokens[0].isPercent && tokens[0].number >= 2 && tokens[0].number <= 30
            && tokens[0].number == tokens[0].number.rounded()
    }

    private mutating func readClauses(_ reader: inout ClauseReader) {
        weights = [Float](repeating: 1, count: reader.parts.count)
        var weight: Float = 1
        var start = 0
        for index in 0...reader.parts.count {
            let isEnd = index == reader.parts.count
            let role = isEnd ? .contrast : reader.parts[index].role
            let startsClause = role == .contrast || role == .concession || role == .subordinate
            let isPaused =
                !isEnd && index > start && hasPause(before: reader.parts[index], after: reader.parts[index - 1])
            guard isEnd || startsClause || isPaused else {
                weights[index] = weight
                continue
            }
            reader.read(start..<index)
            start = index
            guard !isEnd else { break }
            if isPaused, weight < 0.5 { weight = 1 }
            switch role {
            case .contrast:
                for earlier in 0..<index { weights[earlier] *= Self.beforeContrast }
                weight = 1
            case .concession: weight = Self.conceded
            case .subordinate: weight = min(weight, reader.parts[index].meaning.value)
            default: break
            }
            weights[index] = weight
        }
    }

    private func hasPause(before part: HeadlinePart, after earlier: HeadlinePart) -> Bool {
        for index in earlier.end..<max(earlier.end, part.start) where tokenizer.tokens[index].kind != .word {
            let kind = tokenizer.tokens[index].kind
            if kind == .pause || kind == .question { return true }
        }
        return false
    }

    /// "BTC +5%": a percentage with a sign says which way, where no verb does.
    private func signedPercents() -> Float {
        var sum: Float = 0
        for token in tokenizer.tokens where token.isPercent && token.sign != 0 && token.number >= 0.5 {
            sum += Float(token.sign) * 0.35
        }
        return max(-0.5, min(0.5, sum))
    }

    // MARK: Explaining

    private func words(of parts: [HeadlinePart], in text: UnsafeBufferPointer<UInt8>) -> [String] {
        var order: [(size: Float, index: Int)] = []
        for (index, part) in parts.enumerated() where speaks(part) && abs(part.value * weights[index]) >= 0.05 {
            order.append((abs(part.value * weights[index]), index))
        }
        order.sort { ($1.size, $0.index) < ($0.size, $1.index) }
        return order.prefix(LexiconScorer.maximumWords).map { phrase(parts, $0.index, text) }
    }

    /// The part and its companion, in the order of the text and in its own letters.
    private func phrase(_ parts: [HeadlinePart], _ index: Int, _ text: UnsafeBufferPointer<UInt8>) -> String {
        let own = self.text(of: parts[index], text)
        guard parts[index].companion >= 0 else { return own }
        let other = self.text(of: parts[parts[index].companion], text)
        return parts[index].companion < index ? "\(other) \(own)" : "\(own) \(other)"
    }

    private func text(of part: HeadlinePart, _ text: UnsafeBufferPointer<UInt8>) -> String {
        let start = Int(tokenizer.tokens[part.start].start)
        let end = Int(tokenizer.tokens[part.end - 1].end)
        return String(decoding: text[start..<end], as: UTF8.self).lowercased()
    }
}
