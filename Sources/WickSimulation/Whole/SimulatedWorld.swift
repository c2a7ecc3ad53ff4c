import WickDomain
import WickFrames
import WickPipeline
import WickVenues

/// What outlives a process: venues, press, disk and the clocks.
struct SimulatedWorld: Sendable {
    let options: WholeSimulation.Options
    let clock: VirtualClock
    let executor: SeededExecutor
    let wall: SimulatedWall
    let networks: [SimulatedNetwork]
    let configurations: [FeedConfiguration]
    let press: SimulatedPress
    let disk: SimulatedDisk
    let training: SimulatedTraining
    let chat: SimulatedChat
    let header: RecordingHeader

    /// When faults end.
    static func calm(_ options: WholeSimulation.Options) -> Duration {
        max(options.length - WholeSimulation.repairTime, options.length / 2)
    }

    init(
        _ options: WholeSimulation.Options, _ venues: [SimulatedVenue], opened: Timestamp, _ clock: VirtualClock,
        _ executor: SeededExecutor
    ) throws {
        let wall = SimulatedWall(clock)
        let calm = Self.calm(options)
        (self.options, self.clock, self.executor, self.wall) = (options, clock, executor, wall)
        networks = venues.map { SimulatedNetwork($0, clock: clock, wall: wall) }
        configurations = try venues.map { venue in
            try FeedConfiguration(venue: venue.venue, symbols: venue.instruments.map(\.symbol))
        }
        press = SimulatedPress(
            seed: options.seed, start: opened, clock: clock, wall: wall, isHostile: options.isHostile,
            calm: opened + calm)
        disk = SimulatedDisk(seed: options.seed, clock: clock, isHostile: options.isHostile, calm: calm)
        training = SimulatedTraining(seed: options.seed, clock: clock, isHostile: options.isHostile)
        chat = SimulatedChat(seed: options.seed, clock: clock, isHostile: options.isHostile, calm: calm)
        header = LivePipeline.header(for: configurations, synthetic: true)
    }

    var instruments: [Instrument] {
        configurations.flatMap { feed in feed.symbols.map { Instrument(venue: feed.venue, symbol: $0) } }
    }

    /// The longest gap that feeds close at a start.
    var reach: Duration { configurations.map(\.repair.maximumBackfill).min() ?? .zero }

    var targets: [ForecastTarget] { instruments.sorted().map { ForecastTarget(instrument: $0) } }

    func trace(_ text: @autoclosure () -> String) {
        if let trace = options.trace { trace("\(clock.timestamp) \(text())") }
    }

    func sleep(_ duration: Duration) async throws { try await clock.sleep(until: clock.now.advanced(by: duration)) }
}
