import Glibc
public import WickDomain

/// The scores that concern one asset, in the order in which they became known, with the averages up to each. A reading at any moment
/// takes the last score before it; a score that comes late changes those behind it.
public struct SentimentBook: Sendable {
    /// How long scores are kept: the vectors of 7 days can be made anew, and look back an hour.
    static let retentionMicroseconds: Int64 = 8 * 86_400_000_000
    /// Most scores that are kept. 65,536 at about 200 bytes are 13 MB; at two scores a headline that is one headline every 21 seconds
    /// for eight days. Beyond it the oldest are forgotten early.
    static let maximumEntries = 1 << 16

    private static let hour = 3_600_000_000.0

    /// Sums with weights that halve as time passes; meant for the moment of their entry.
    private struct Sums {
        var hourlyWeight = 0.0
        var hourlyTotal = 0.0
        var sixHourlyWeight = 0.0
        var sixHourlyTotal = 0.0
        var sixHourlySquares = 0.0
        /// Headlines with a half-life of a day.
        var dailyHeadlines = 0.0
        /// Headlines so far.
        var headlines = 0
        var lastHeadline: Int64?
    }

    private struct Entry {
        let time: Int64
        /// What orders scores that became known at one moment.
        let key: String
        let headline: String
        let sentiment: Double
        let confidence: Double
        /// Up to this score.
        var sums = Sums()
    }

    private var entries: [Entry] = []
    /// Sums up to what was forgotten, at that time.
    private var base = Sums()
    private var baseTime: Int64 = 0
    /// When the first score of all became known.
    private var begin: Int64?

    public init() {}

    /// Takes a score, in any order.
    public mutating func insert(_ score: SentimentScore) {
        let key = "\(score.headlineID)\u{0}\(score.headlineVersion)\u{0}\(score.scorer)\u{0}\(score.model)"
        let entry = Entry(
            time: score.scoredTime.microseconds, key: key, headline: score.headlineID, sentiment: score.sentiment,
            confidence: score.confidence)
        let place = entries.lastIndex { ($0.time, $0.key) <= (entry.time, entry.key) }.map { $0 + 1 } ?? 0
        // The same score again, as after a restart, is none.
        if place > 0, entries[place - 1].time == entry.time, entries[place - 1].key == key { return }
        entries.insert(entry, at: place)
        begin = min(begin ?? entry.time, entry.time)
        for index in place..<entries.count { entries[index].sums = sums(upTo: index) }
        forgetOldest()
    }

    private func sums(upTo index: Int) -> Sums {
        let entry = entries[index]
        var sums = index > 0 ? entries[index - 1].sums : base
        let elapsed = Double(entry.time - (index > 0 ? entries[index - 1].time : baseTime)) / Self.hour
        let hourly = exp2(-elapsed)
        let sixHourly = exp2(-elapsed / 6)
        let weighted = entry.confidence * entry.sentiment
        sums.hourlyWeight = sums.hourlyWeight * hourly + entry.confidence
        sums.hourlyTotal = sums.hourlyTotal * hourly + weighted
        sums.sixHourlyWeight = sums.sixHourlyWeight * sixHourly + entry.confidence
        sums.sixHourlyTotal = sums.sixHourlyTotal * sixHourly + weighted
        sums.sixHourlySquares = sums.sixHourlySquares * sixHourly + weighted * entry.sentiment
        sums.dailyHeadlines *= exp2(-elapsed / 24)
        if !entries[..<index].contains(where: { $0.headline == entry.headline }) {
            sums.dailyHeadlines += 1
            sums.headlines += 1
            sums.lastHeadline = entry.time
        }
        return sums
    }

    private mutating func forgetOldest() {
        guard let newest = entries.last, let oldest = entries.first else { return }
        let limit = newest.time - Self.retentionMicroseconds
        guard oldest.time < limit || entries.count > Self.maximumEntries else { return }
        let expired = entries.firstIndex { $0.time >= limit } ?? entries.count - 1
        let count = max(expired, entries.count - Self.maximumEntries)
        (base, baseTime) = (entries[count - 1].sums, entries[count - 1].time)
        entries.removeFirst(count)
    }

    /// What the scores known by this moment say.
    @inline(__always)
    public func reading(at moment: Timestamp) -> SentimentReading {
        entries.isEmpty ? .none : find(moment.microseconds)
    }

    private func find(_ moment: Int64) -> SentimentReading {
        let count = count(upTo: moment)
        guard count > 0, let begin else { return .none }
        let entry = entries[count - 1]
        let sums = entry.sums
        let earlier = self.count(upTo: moment - Int64(Self.hour))
        let headlinesBefore = earlier > 0 ? entries[earlier - 1].sums.headlines : base.headlines
        var reading = SentimentReading()
        if sums.hourlyWeight > 0 { reading.hourly = sums.hourlyTotal / sums.hourlyWeight }
        if sums.sixHourlyWeight > 0 {
            let mean = sums.sixHourlyTotal / sums.sixHourlyWeight
            reading.sixHourly = mean
            reading.dispersion = max(0, sums.sixHourlySquares / sums.sixHourlyWeight - mean * mean).squareRoot()
        }
        reading.headlines = Double(sums.headlines - headlinesBefore)
        reading.headlinesScore = score(
            reading.headlines, decayed: sums.dailyHeadlines * exp2(-Double(moment - entry.time) / Self.hour / 24),
            watchedHours: Double(moment - begin) / Self.hour)
        if let last = sums.lastHeadline { reading.age = Double(moment - last) / Self.hour }
        return reading
    }

    /// - Parameter decayed: the number of headlines with a half-life of a day.
    private func score(_ headlines: Double, decayed: Double, watchedHours: Double) -> Double {
        guard watchedHours >= 1 else { return .nan }
        // Of a steady rate, the weights of the hours watched would sum up to this.
        let weights = (1 - exp2(-watchedHours / 24)) * 24 / log(2)
        let expected = decayed / weights
        return (headlines - expected) / expected.squareRoot()
    }

    /// How many entries became known by this moment.
    private func count(upTo moment: Int64) -> Int {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].time <= moment { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
