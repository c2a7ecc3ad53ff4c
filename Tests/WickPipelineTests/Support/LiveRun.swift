import Synchronization
import WickDomain
import WickFrames
import WickPipeline
import WickSimulation
import WickVenues

/// A feed, the channel and the market over a fake venue on virtual time; keeps every frame, every candle and every event.
final class LiveRun: Sendable {
    private struct State {
        var candles: [Candle] = []
        var frames: [FrameBatch] = []
        var events: [FeedEvent] = []
        var isOver = false
    }

    let time: VirtualTime
    let venue: FakeVenue
    let feed: VenueFeed
    let market = MarketActor()
    private let output: Output

    private final class Output: Sendable {
        let state = Mutex(State())
    }

    init(
        _ kind: Venue = .kraken, _ prints: [FakeVenue.Print], faults: FakeVenue.Faults = .init(),
        symbols: [String]? = nil, seed: UInt64 = 1, resume: [Instrument: Timestamp] = [:], recorder: Bool = false,
        clockSteps: [(second: Double, by: Double)] = [], change: (inout FeedConfiguration) -> Void = { _ in }
    ) throws {
        time = VirtualTime()
        let clock = RunClock { [time] in
            let second = time.elapsed / .seconds(1)
            let ahead = clockSteps.filter { $0.second <= second }.reduce(0) { $0 + $1.by }
            let elapsed = Int64(second * 1e9)
            return RunClock.Reading(
                wall: FakeVenue.start.microseconds * 1000 + elapsed + Int64(ahead * 1e9), elapsed: elapsed,
                awake: elapsed)
        }
        venue = FakeVenue(kind, prints, faults: faults, time: time, stamp: { clock.nanoseconds })
        let names = symbols ?? Array(Set(prints.map(\.symbol))).sorted()
        var configuration = try FeedConfiguration(venue: kind, symbols: names.map { try Symbol($0) })
        change(&configuration)
        let channel = FrameChannel()
        let header = LivePipeline.header(for: [configuration])
        let output = Output()
        self.output = output
        feed = VenueFeed(
            configuration, header: header, connector: venue, client: venue, channel: channel,
            clock: FeedClock(time.clock, run: clock), random: RandomSource(seed: seed),
            resume: resume
        ) { event in output.state.withLock { $0.events.append(event) } }
        let pipeline = Pump(feed: feed, channel: channel, market: market) { batch, candles in
            output.state.withLock { state in
                state.frames.append(batch)
                state.candles += candles
            }
        }
        time.start {
            await pipeline.run()
            output.state.withLock { $0.isOver = true }
        }
    }

    /// The order of `LivePipeline`, with the frames kept in memory in the recorder's place.
    private struct Pump: Sendable {
        let feed: VenueFeed
        let channel: FrameChannel
        let market: MarketActor
        let keep: @Sendable (FrameBatch, [Candle]) -> Void

        func run() async {
            await withDiscardingTaskGroup { group in
                group.addTask {
                    await feed.run()
                    channel.finish()
                }
                while let batch = await channel.next() { keep(batch, await market.fold(batch).candles) }
            }
        }
    }

    /// Plays the venue's script to this second.
    @discardableResult
    func run(until end: Double) -> LiveRun {
        let venue = venue
        let start = venue.second
        time.start { await venue.run(from: start, until: end) }
        time.run(until: .seconds(end))
        return self
    }

    /// Whether the pipeline has come to its end.
    var isOver: Bool { output.state.withLock { $0.isOver } }
    var events: [FeedEvent] { output.state.withLock { $0.events } }
    var candles: [Candle] { output.state.withLock { $0.candles } }
    var frames: [FrameBatch] { output.state.withLock { $0.frames } }

    var status: FeedStatus? { ask { [feed] in await feed.status } }

    func ask<Result: Sendable>(_ question: @escaping @Sendable () async -> Result) -> Result? {
        let box = Box<Result>()
        time.start { box.set(await question()) }
        time.run(until: time.elapsed)
        return box.get()
    }

    private final class Box<Value: Sendable>: Sendable {
        private let value = Mutex<Value?>(nil)
        func set(_ new: Value) { value.withLock { $0 = new } }
        func get() -> Value? { value.withLock { $0 } }
    }

    /// The newest version of each closed minute.
    var latest: [Candle] { Self.latest(candles) }

    static func latest(_ versions: [Candle]) -> [Candle] {
        var newest: [Instrument: [Timestamp: Candle]] = [:]
        for candle in versions { newest[candle.instrument, default: [:]][candle.openTime] = candle }
        return newest.keys.sorted().flatMap { instrument in
            (newest[instrument] ?? [:]).values.sorted { $0.openTime < $1.openTime }
        }
    }

    /// What a replay of the recorded frames gives.
    var replayed: [Candle] {
        var stage = MarketStage()
        var output = MarketStage.Output()
        for batch in frames { stage.fold(batch, into: &output) }
        return output.candles
    }
}

extension Candle {
    /// All but how and when it became known.
    var content: String {
        let ids = identifiers.map { "\($0.first)-\($0.last)" } ?? "-"
        return "\(instrument) \(openTime) \(open) \(high) \(low) \(close) \(volume) \(tradeCount ?? -1) \(ids)"
    }
}
