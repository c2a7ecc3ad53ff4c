import ArgumentParser
import WickDomain
import WickFrames
import WickPipeline
import WickSimulation

/// `wick-sim record`: a synthetic recording, at once or as time goes by.
struct RecordCommand: AsyncParsableCommand {
    enum LiveVenue: String, CaseIterable, ExpressibleByArgument {
        case kraken, binance, coinbase

        var venue: Venue {
            switch self {
            case .kraken: .kraken
            case .binance: .binance
            case .coinbase: .coinbase
            }
        }
    }

    static let configuration = CommandConfiguration(
        commandName: "record",
        abstract: "Write a recording of a synthetic market.",
        discussion: """
            The same seed and options give the same bytes, on any machine.

            Two days of Kraken at once:
              wick-sim record --seed 7 --days 2 --venue kraken --out demo.wick.zst
            As a live recorder would, until Ctrl-C or SIGTERM:
              wick-sim record --seed 7 --days 1 --venue binance --speed 1 --out live.wick.zst
            A market in which nothing can be predicted:
              wick-sim record --seed 7 --days 2 --venue kraken --no-predictability --out fair.wick.zst
            """)

    @Option(help: "Any number; another seed is another market.")
    var seed: UInt64

    @Option(help: "How many days to record; parts of a day are allowed.")
    var days: Double

    @Option(help: "Whose frames to write: \(LiveVenue.allCases.map(\.rawValue).joined(separator: ", ")).")
    var venue: LiveVenue

    @Option(help: "The file to write, by custom with the ending .wick.zst.")
    var out: String

    @Option(
        help: "First moment, e.g. 2026-03-02T00:00:00Z, which is the default; with --speed 1, now.",
        transform: { try Timestamp(iso8601: $0) })
    var start: Timestamp?

    @Flag(inversion: .prefixedNo, help: "Plant a weak component that a model can find.")
    var predictability = true

    @Option(help: "Average over both assets.")
    var tradesPerSecond: Double?

    @Option(
        help: """
            Simulated seconds in a second; without it as fast as possible. At 1, and without --start, receive times are \
            the wall clock's.
            """)
    var speed: Double?

    @Flag(help: "Binance's aggTrade streams in place of trade.")
    var binanceAggregateTrades = false

    @Flag(help: "Binance's times in microseconds, as with timeUnit=MICROSECOND.")
    var binanceMicroseconds = false

    func run() async throws {
        let source: SyntheticFrameSource
        do {
            source = try makeSource()
        } catch {
            throw Failure(description: "\(error)", isUsage: true)
        }
        let path = out
        let isPaced = speed != nil
        let signals = StopSignals()
        // The recorder, or a signal that cancels it: whichever ends first.
        let stopped = try await withThrowingTaskGroup(of: StopSignals.Signal?.self) { group in
            group.addTask {
                do {
                    try await Recorder.record(source, to: path, isPaced: isPaced)
                } catch let error as RecordingError {
                    throw Failure(description: "recording to \(path): \(error)", isUsage: false)
                }
                return nil
            }
            group.addTask { await signals.first() }
            defer { group.cancelAll() }
            let first = try await group.next() ?? nil
            group.cancelAll()
            while try await group.next() != nil {}
            return first
        }
        if stopped == .interrupt { throw ExitCode(130) }
    }

    private func makeSource() throws(SimulationError) -> SyntheticFrameSource {
        let isLive = speed == 1 && start == nil
        var parameters = MarketParameters(
            seed: seed, venue: venue.venue, start: start ?? (isLive ? WallClock.now() : MarketParameters.defaultStart),
            isPredictable: predictability)
        if let tradesPerSecond { parameters.tradesPerSecond = tradesPerSecond }
        var pacing: FramePacing?
        if let speed {
            pacing = try FramePacing(
                clock: ContinuousClock(), speed: speed, receiveClock: isLive ? { @Sendable in WallClock.now() } : nil)
        }
        guard days > 0, days <= 3660 else {
            throw .parameter(name: "--days", value: "\(days)", allowed: "above 0 and at most 3660")
        }
        return try SyntheticFrameSource(
            parameters: parameters, duration: .seconds(days * 86_400),
            options: .init(
                binanceStream: binanceAggregateTrades ? .aggregateTrade : .trade,
                binanceTimeUnit: binanceMicroseconds ? .microseconds : .milliseconds),
            pacing: pacing)
    }
}
