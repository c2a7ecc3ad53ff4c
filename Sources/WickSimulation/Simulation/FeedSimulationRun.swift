import Glibc
import Synchronization
import WickDomain
import WickFrames
import WickPipeline
import WickVenues

/// One run of a `FeedSimulation`: builds the parts, lets them go, and keeps what they gave out.
final class FeedSimulationRun: Sendable {
    struct Kept {
        var versions: [Candle] = []
        var problems: [String] = []
        var networks: [SimulatedNetwork] = []
        var counts = MarketStage.Counts()
        var recorder = RecorderSummary()
        var consumer: RandomSource
    }

    let options: FeedSimulation.Options
    let opened: Timestamp
    private let venues: [SimulatedVenue]
    let kept: Mutex<Kept>

    init(_ options: FeedSimulation.Options) throws {
        self.options = options
        let start = MarketParameters.defaultStart
        opened = start + FeedSimulation.history
        venues = try options.venues.map { venue in
            var own = SimulatedVenue.Options(
                market: MarketParameters(
                    seed: options.seed, venue: venue, start: start, tradesPerSecond: options.tradesPerSecond))
            own.history = FeedSimulation.history
            own.faults = options.faults
            let end = max(options.length - FeedSimulation.repairTime, options.length / 2)
            own.faults.until = min(own.faults.until, end.seconds)
            return try SimulatedVenue(own)
        }
        kept = Mutex(Kept(consumer: RandomSource(seed: options.seed, stream: 32)))
    }

    func run(_ clock: VirtualClock) async throws {
        let networks = venues.map { SimulatedNetwork($0, clock: clock) }
        let configurations = try venues.map { venue in
            try FeedConfiguration(venue: venue.venue, symbols: venue.instruments.map(\.symbol))
        }
        let header = LivePipeline.header(for: configurations, synthetic: true)
        let feedClock = FeedClock(clock) { clock.timestamp.microseconds * 1000 }
        let channel = FrameChannel(capacityBytes: 64 << 10)
        let feeds = zip(configurations, networks).enumerated().map { index, parts in
            VenueFeed(
                parts.0, header: header, connector: parts.1, client: parts.1, channel: channel, clock: feedClock,
                random: RandomSource(seed: options.seed, stream: 40 + UInt64(index)),
                report: { [trace = options.trace] event in trace?("\(clock.timestamp) \(event)") })
        }
        removeRecordings()
        let recorder = RecorderActor(
            RecorderConfiguration(folder: options.folder, name: "simulation"), header: header, clock: feedClock
        ) { _ in }
        try await recorder.open()
        let market = MarketActor()
        let pipeline = LivePipeline(feeds: feeds, channel: channel, recorder: recorder, market: market) { output in
            let stall = self.take(output.market)
            // The simulation does not cancel its consumer.
            if let stall { try? await clock.sleep(until: clock.now.advanced(by: stall)) }
        }
        let end = opened + options.length + FeedSimulation.stopTime
        await withDiscardingTaskGroup { group in
            for network in networks { group.addTask { await network.run(until: end) } }
            await withDiscardingTaskGroup { inner in
                inner.addTask { await pipeline.run() }
                inner.addTask {
                    // The simulation is not cancelled before its end.
                    try? await clock.sleep(until: VirtualClock.Instant(elapsed: self.options.length))
                    await pipeline.stop()
                }
            }
            group.cancelAll()
        }
        let (counts, summary) = (await market.counts, await recorder.summary)
        kept.withLock { kept in
            kept.networks = networks
            kept.counts = counts
            kept.recorder = summary
        }
    }

    /// Keeps what a batch led to; the result is for how long the consumer stands still.
    private func take(_ output: MarketStage.Output) -> Duration? {
        kept.withLock { kept in
            kept.versions += output.candles
            kept.problems += output.problems
            guard options.stalls, options.faults != .none else { return nil }
            if kept.consumer.chance(0.0005) { return .milliseconds(100 + kept.consumer.index(below: 5000)) }
            return kept.consumer.chance(0.000_02) ? .seconds(45) : nil
        }
    }

    private func removeRecordings() {
        let day = "\(opened)".prefix(10)
        unlink("\(options.folder)/simulation-\(day).wick.zst")
    }
}
