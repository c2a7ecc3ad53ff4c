public import WickDomain

/// The whole of wick in virtual time: feeds, news, recorder, store, features, training, predictions and outcomes, through faults and
/// restarts, in an order drawn by seed; then checks that all of it is true. The same options give the same bytes.
public struct WholeSimulation: Sendable {
    public struct Options: Sendable {
        public var seed: UInt64
        public var venues: [Venue]
        /// Of the market, at least 12 minutes: faults stop some minutes before its end, so that what they broke can be repaired.
        public var length: Duration = .seconds(24 * 60)
        public var faults = FaultPlan.all
        /// Whether the store, the recording, the news, the model, training, the clock and the process misbehave too.
        public var isHostile = true
        /// Average of a venue over both assets.
        public var tradesPerSecond = 2.0
        /// Minutes that are stored before the first start: training needs 660.
        public var storedMinutes = 740
        /// Is told what is reported and what goes wrong, line by line.
        public var trace: (@Sendable (String) -> Void)?
        /// Where stores and recordings go, in folders that are made and removed.
        public var folder: String

        public init(seed: UInt64, venues: [Venue], folder: String) {
            self.seed = seed
            self.venues = venues
            self.folder = folder
        }
    }

    /// A check that failed.
    public typealias Failure = FeedSimulation.Failure

    /// Kraken's list of a busy market, half a minute of waits, and the pause of a model have to fit in.
    static let repairTime: Duration = .seconds(6 * 60)
    /// How long the venues had been open before the first start.
    static let history: Duration = .seconds(5 * 60)
    /// Stopping takes a few seconds; a run that is not over by then never will be.
    static let stopTime: Duration = .seconds(180)

    public let options: Options

    public init(_ options: Options) { self.options = options }

    /// Runs, stops, and checks.
    ///
    /// - Throws: `Failure`, or what cannot be set up.
    public func run() throws -> WholeReport {
        let run = try WholeSimulationRun(options)
        defer { run.removeFolders() }
        let outcome: SimulatedRun.Outcome<Void>
        do {
            outcome = try SimulatedRun.run(
                seed: options.seed, start: run.opened, limit: options.length + Self.stopTime
            ) { clock, executor in try await run.run(clock, executor) }
        } catch let error as SimulatedRun.Deadlock {
            throw Failure(seed: options.seed, check: "ending", difference: "\(error)")
        }
        var report = try WholeCheck(run).report()
        report.jobCount = outcome.jobCount
        return report
    }

    /// As `run`, twice: every byte must be the same.
    public func runTwice() throws -> WholeReport {
        let first = try run()
        let second = try run()
        guard first == second else {
            throw Failure(seed: options.seed, check: "same bytes", difference: "\(first) and \(second)")
        }
        return first
    }
}
