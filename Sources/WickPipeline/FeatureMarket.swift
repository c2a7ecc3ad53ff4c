import WickDomain
import WickFeatures

/// The instruments of one venue that share a quote asset, which are each other's companions: at most one of bitcoin and one of ether
/// find each other, any other instrument stands alone.
struct FeatureMarket {
    /// What tells markets apart; orders by venue, then quote asset.
    struct Key: Hashable, Comparable {
        let venue: Venue
        let quote: String

        /// The symbol without its base asset, which has three letters where it is known; else the whole symbol.
        init(_ instrument: Instrument) {
            venue = instrument.venue
            let name = instrument.symbol.description
            quote = instrument.asset == nil ? name : String(name.dropFirst(3))
        }

        static func < (left: Key, right: Key) -> Bool {
            left.venue != right.venue ? left.venue < right.venue : left.quote < right.quote
        }
    }

    /// How long a vector waits for the companion's minute.
    static let companionGraceMicroseconds: Int64 = 2_000_000
    /// A companion that has not had a candle for so many minutes is not waited for.
    static let companionAbsence: Int64 = 5

    let key: Key
    /// By instrument.
    private(set) var members: [Member] = []

    struct Member {
        let asset: Asset?
        var timeline: FeatureTimeline
        /// The oldest minute that the engine has passed and that has changed since.
        var dirty: Int64?

        mutating func soil(from minute: Int64) {
            guard minute < timeline.next else { return }
            dirty = min(dirty ?? minute, minute)
        }
    }

    init(key: Key) { self.key = key }

    /// Takes a version of a minute; the vectors follow with `settle`.
    mutating func take(_ candle: Candle) -> FeatureTimeline.Change {
        let index = memberIndex(of: candle.instrument)
        let change = members[index].timeline.set(candle)
        let minute = FeatureTimeline.number(of: candle.openTime)
        if change == .passed { members[index].soil(from: minute) }
        if change == .passed || change == .ahead, let companion = companionIndex(of: index) {
            members[companion].soil(from: minute)
        }
        return change
    }

    /// A score became known then: the minutes that end no sooner may have to be passed again.
    mutating func takeScore(of assets: [Asset?], knownTime: Timestamp) {
        let minute = FeatureTimeline.number(of: knownTime - .microseconds(1))
        for index in members.indices where assets.contains(members[index].asset) { members[index].soil(from: minute) }
    }

    /// The first minute whose vector waits for something, or has to be made again.
    var firstDue: Timestamp? {
        members.compactMap { member in
            let ahead = member.timeline.next < member.timeline.end ? member.timeline.next : nil
            return [ahead, member.dirty].compactMap(\.self).min().map(FeatureTimeline.openTime)
        }.min()
    }

    /// The vector that will be made without its companion soonest, if none comes.
    var deadline: Timestamp? {
        var soonest: Timestamp?
        for index in members.indices {
            guard let deadline = deadline(of: index) else { continue }
            soonest = min(soonest ?? deadline, deadline)
        }
        return soonest
    }

    /// Whether a candle of this instrument came before.
    func holds(_ instrument: Instrument) -> Bool {
        for index in members.indices where members[index].timeline.instrument == instrument { return true }
        return false
    }

    /// Makes all vectors that are due or have changed.
    ///
    /// - Parameters:
    ///   - now: when the newest input became known, or a deadline passed.
    ///   - books: the news by `Asset.rawValue`, and last those about the market as a whole.
    mutating func settle(now: Timestamp, books: [SentimentBook], into vectors: inout [FeatureVector]) {
        for index in members.indices {
            if let dirty = members[index].dirty {
                let reached = members[index].timeline.next
                members[index].dirty = nil
                members[index].timeline.rewind(to: dirty)
                while members[index].timeline.next < reached { pass(index, now, books, into: &vectors) }
            }
            while isReady(index, now) { pass(index, now, books, into: &vectors) }
        }
    }

    private mutating func pass(
        _ index: Int, _ now: Timestamp, _ books: [SentimentBook], into vectors: inout [FeatureVector]
    ) {
        let number = members[index].timeline.next
        let openTime = FeatureTimeline.openTime(of: number)
        let companion = companionIndex(of: index).flatMap { members[$0].timeline.minute(number) } ?? .unknown
        let book = members[index].asset?.rawValue ?? books.count - 1
        let values = members[index].timeline.pass(
            companion: companion, sentiment: books[book].reading(at: FeatureTimeline.openTime(of: number + 1)))
        guard let values else { return }
        vectors.append(
            FeatureVector(
                instrument: members[index].timeline.instrument, openTime: openTime, knownTime: now, values: values))
    }

    private func isReady(_ index: Int, _ now: Timestamp) -> Bool {
        guard members[index].timeline.next < members[index].timeline.end else { return false }
        return deadline(of: index).map { $0 <= now } ?? true
    }

    /// Until when the next vector waits for the companion; nil where it does not.
    private func deadline(of index: Int) -> Timestamp? {
        let minute = members[index].timeline.next
        guard minute < members[index].timeline.end, let known = members[index].timeline.knownTime(minute),
            let other = companionIndex(of: index)
        else { return nil }
        let companionEnd = members[other].timeline.end
        // It has this minute or a later one, or has been silent for too long.
        guard companionEnd <= minute, companionEnd + Self.companionAbsence > minute else { return nil }
        return known + .microseconds(Self.companionGraceMicroseconds)
    }

    private func companionIndex(of index: Int) -> Int? {
        guard let asset = members[index].asset else { return nil }
        for other in members.indices where members[other].asset == asset.other { return other }
        return nil
    }

    private mutating func memberIndex(of instrument: Instrument) -> Int {
        for index in members.indices where members[index].timeline.instrument == instrument { return index }
        let index = members.firstIndex { $0.timeline.instrument > instrument } ?? members.count
        let member = Member(asset: instrument.asset, timeline: FeatureTimeline(instrument: instrument))
        members.insert(member, at: index)
        return index
    }
}
