import WickDomain

/// What the name of a table says about it: which pair's it is, and how long its candles are.
struct DumpTableName: Equatable {
    /// The name is the instrument's, is another pair's, or does not say.
    enum Pair: Equatable {
        case same
        case other(String)
        case unsaid
    }

    let pair: Pair
    /// Minutes of a candle; nil where the name does not say.
    let minutes: Int?

    /// - Parameter name: with folders and ending, such as "XBT/XBTUSD_60.csv".
    init(_ name: String, of instrument: DumpPair) {
        let words = Self.words(name)
        let found = Self.pair(in: words, of: instrument)
        pair = found.pair
        minutes = Self.minutes(in: words, behind: found.end)
    }

    /// The last part of the name, cut where no letters or digits stand. Its folder counts where that says nothing.
    private static func words(_ name: String) -> [Substring] {
        let file = name.split(separator: "/").last ?? ""
        var stem = file[...]
        for ending in [".gz", ".zst", ".zip", ".csv", ".txt", ".tsv", ".json"] where stem.lowercased().hasSuffix(ending)
        {
            stem = stem.dropLast(ending.count)
        }
        return stem.split { !$0.isLetter && !$0.isNumber }
    }

    private static func pair(in words: [Substring], of instrument: DumpPair) -> (pair: Pair, end: Int?) {
        // A pair may be one word or two: XBTUSD, BTC_USDT.
        let spans = words.indices.flatMap { start in
            [start..<start + 1, start..<start + 2].filter { $0.upperBound <= words.count }
        }
        for span in spans where instrument.isSpelled(words[span].joined()) { return (.same, span.upperBound) }
        for span in spans {
            guard let other = DumpPair.known(words[span].joined()), span.count == 1 || words[span].allSatisfy(isAsset)
            else {
                continue
            }
            return (.other(other.name), span.upperBound)
        }
        return (.unsaid, nil)
    }

    /// Two words make a pair only where both can be assets, so that "min_eth" and "usd" do not.
    private static func isAsset(_ word: Substring) -> Bool {
        word.utf8.count >= 2 && word.allSatisfy { $0.isUppercase || $0.isNumber } && word.contains(where: \.isLetter)
    }

    /// "1h", "60m", "hour", "5", "min": also where the number stands before the unit as a word of its own.
    private static func minutes(in words: [Substring], behind pairEnd: Int?) -> Int? {
        for (index, word) in words.enumerated() {
            // Kraken writes the bare minutes behind the pair.
            if let pairEnd, index == pairEnd, index == words.count - 1, let minutes = Int(word),
                krakens.contains(minutes)
            {
                return minutes
            }
            let digits = word.prefix { $0.isNumber }
            guard let length = unit(word.dropFirst(digits.count)) else { continue }
            if digits.isEmpty {
                let before = index > 0 ? Int(words[index - 1]) : nil
                guard word.utf8.count > 1 || word.lowercased() == "d" else { continue }
                return length * (before.map { (1...59).contains($0) ? $0 : 1 } ?? 1)
            }
            if let count = Int(digits), (1...1000).contains(count) { return count * length }
        }
        return nil
    }

    private static let krakens: Set<Int> = [1, 5, 15, 30, 60, 240, 720, 1440, 10080, 21600]

    private static func unit(_ text: Substring) -> Int? {
        switch text {
        case "M", "mo": return 43_200
        default: break
        }
        switch text.lowercased() {
        case "m", "min", "mins", "minute", "minutes", "t": return 1
        case "h", "hr", "hour", "hours", "hourly": return 60
        case "d", "day", "days", "daily": return 1440
        case "w", "week", "weeks", "weekly": return 10_080
        default: return nil
        }
    }
}
