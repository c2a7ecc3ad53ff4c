import WickDomain

/// When news breaks, what it does to prices, and when the wire carries it: 15 to 90 seconds after it broke, so that the
/// price has moved before anybody can read why.
struct NewsDesk: Sendable {
    /// What a piece of news does to the prices, as relative moves.
    struct Impact: Sendable {
        let asset: Asset?
        let move: Double

        /// News about one asset moves the other a third as much.
        func move(of asset: Asset) -> Double { self.asset == nil || self.asset == asset ? move : move / 3 }
    }

    /// Share of headlines that move prices, and of those with a tone that do not.
    private static let movingShare = 0.3
    private static let noisyShare = 0.25
    /// Items that the feed holds when the market starts.
    private static let earlierCount = 10

    let earlier: [SyntheticHeadline]
    private var random: RandomSource
    private var writer = HeadlineWriter()
    private let perSecond: Double
    private var count: Int
    /// Broken but not yet carried, soonest first; a few at most, since each waits 90 seconds at most.
    private var waiting: [SyntheticHeadline] = []

    init(seed: UInt64, start: Timestamp, perDay: Double) {
        random = RandomSource(seed: seed, stream: 4)
        perSecond = perDay / 86_400
        var items: [SyntheticHeadline] = []
        var time = start.floored(to: .seconds(1)) - .seconds(6 * 3600)
        for number in 1...Self.earlierCount {
            time = time + .seconds(600 + random.index(below: 1500))
            let story = writer.write(Self.drawTone(&random).tone, about: Self.drawAsset(&random), random: &random)
            items.append(story.headline(number: number, at: time, movesPrice: false))
        }
        earlier = items
        count = items.count
    }

    /// Called once a second: perhaps news breaks. Returns what it does to the prices, if anything.
    mutating func `break`(at time: Timestamp) -> Impact? {
        guard random.chance(perSecond * IntradayShape.activity(at: time)) else { return nil }
        let (tone, moves) = Self.drawTone(&random)
        let asset = Self.drawAsset(&random)
        // 8 basis points at the least, 19 at the median, and now and then a hundred.
        let size = moves ? 0.0008 + 0.0014 * random.student().magnitude : 0
        count += 1
        let carried = time.floored(to: .seconds(1)) + .seconds(15 + random.index(below: 76))
        let headline = writer.write(tone, about: asset, random: &random)
            .headline(number: count, at: carried, movesPrice: moves)
        let position = waiting.firstIndex { $0.publishedTime > carried } ?? waiting.endIndex
        waiting.insert(headline, at: position)
        return moves ? Impact(asset: asset, move: Double(tone.rawValue) * size) : nil
    }

    /// The next headline that the wire carries by now.
    mutating func publish(by time: Timestamp) -> SyntheticHeadline? {
        guard let first = waiting.first, first.publishedTime <= time else { return nil }
        return waiting.removeFirst()
    }

    private static func drawTone(_ random: inout RandomSource) -> (tone: SyntheticHeadline.Tone, moves: Bool) {
        let kind = random.unit()
        guard kind < movingShare + noisyShare else { return (.neutral, false) }
        // Both signs alike, whatever moves: news in itself is a martingale too.
        return (random.chance(0.5) ? .positive : .negative, kind < movingShare)
    }

    private static func drawAsset(_ random: inout RandomSource) -> Asset? {
        let kind = random.unit()
        return kind < 0.4 ? .bitcoin : kind < 0.75 ? .ether : nil
    }
}
