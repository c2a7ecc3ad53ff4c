import WickDomain
public import WickFrames

/// The frames that a recorder would have of one venue and the synthetic news feed during a synthetic market: unpaced as
/// fast as they can be made, or paced as a live feed.
public struct SyntheticFrameSource: FrameSource {
    /// What each venue lets its clients choose.
    public struct WireOptions: Equatable, Sendable {
        public var binanceStream: BinanceWire.Stream
        public var binanceTimeUnit: BinanceWire.TimeUnit

        public init(
            binanceStream: BinanceWire.Stream = .trade, binanceTimeUnit: BinanceWire.TimeUnit = .milliseconds
        ) {
            self.binanceStream = binanceStream
            self.binanceTimeUnit = binanceTimeUnit
        }
    }

    /// Frames in an unpaced batch: about 100 KB, which stays in the second-level cache.
    public static let batchLimit = 512
    /// A paced source looks up this often at the least, so that cancelling it takes no longer.
    private static let longestSleep = Duration.milliseconds(500)

    public let header: RecordingHeader
    private let startNanoseconds: Int64
    private let pacing: FramePacing?
    private var timeline: FrameTimeline
    private var upcoming: Frame?
    private var elapsed: (@Sendable () -> Duration)?
    private var lastReceived = Int64.min

    /// - Parameter duration: How long the recording lasts, by receive times.
    /// - Throws: `SimulationError` for parameters out of range and for venues without live frames.
    public init(
        parameters: MarketParameters, duration: Duration, options: WireOptions = WireOptions(),
        pacing: FramePacing? = nil
    ) throws(SimulationError) {
        guard duration > .zero, duration <= .seconds(3660 * 86_400) else {
            throw .parameter(name: "duration", value: "\(duration)", allowed: "above 0 and at most ten years")
        }
        let market = try SyntheticMarket(parameters: parameters)
        let wire = try Self.wire(for: parameters, options: options)
        header = try Self.header(for: parameters, options: options)
        startNanoseconds = parameters.start.microseconds * 1000
        self.pacing = pacing
        timeline = FrameTimeline(market: market, wire: wire, duration: duration)
        upcoming = timeline.next()
    }

    public mutating func next(into batch: inout FrameBatch) async throws -> Bool {
        batch.removeAll()
        batch.header = header
        if let pacing { try await wait(pacing) }
        while batch.count < Self.batchLimit, let frame = upcoming, isDue(frame) {
            batch.append(stamped(frame))
            upcoming = timeline.next()
        }
        return !batch.isEmpty
    }

    /// Sleeps until the next frame is due.
    private mutating func wait(_ pacing: FramePacing) async throws {
        let elapsed = self.elapsed ?? pacing.stopwatch()
        self.elapsed = elapsed
        while let frame = upcoming, case let remaining = dueTime(of: frame, pacing) - elapsed(), remaining > .zero {
            try await pacing.clock.sleep(for: min(remaining, Self.longestSleep))
        }
        try Task.checkCancellation()
    }

    private func isDue(_ frame: Frame) -> Bool {
        guard let pacing, let elapsed else { return true }
        return dueTime(of: frame, pacing) <= elapsed()
    }

    /// On the pacing clock, since the start.
    private func dueTime(of frame: Frame, _ pacing: FramePacing) -> Duration {
        .nanoseconds(Int64(Double(frame.receivedNanoseconds - startNanoseconds) / pacing.speed))
    }

    private mutating func stamped(_ frame: Frame) -> Frame {
        guard let receiveClock = pacing?.receiveClock else { return frame }
        // A wall clock may be set back; a recording never goes backwards.
        lastReceived = max(lastReceived, receiveClock().microseconds * 1000)
        return Frame(receivedNanoseconds: lastReceived, origin: frame.origin, payload: frame.payload)
    }

    private static func wire(
        for parameters: MarketParameters, options: WireOptions
    ) throws(SimulationError) -> any VenueWire {
        switch parameters.venue {
        case .kraken: try KrakenWire(seed: parameters.seed)
        case .binance: try BinanceWire(stream: options.binanceStream, timeUnit: options.binanceTimeUnit)
        case .coinbase: try CoinbaseWire()
        case .bitfinex: throw .unsupportedVenue(parameters.venue)
        }
    }

    private static func header(
        for parameters: MarketParameters, options: WireOptions
    ) throws(SimulationError) -> RecordingHeader {
        var instruments: [Instrument] = []
        for asset in Asset.allCases { instruments.append(try Listing(asset, on: parameters.venue).instrument) }
        return RecordingHeader(
            created: parameters.start, venues: [parameters.venue], instruments: instruments, synthetic: true,
            timeUnits: parameters.venue == .binance ? ["binance": options.binanceTimeUnit.rawValue] : nil)
    }
}
