public import WickDomain
import WickFrames
import WickPipeline
import WickVenues

/// The production feeds, recorder and market against simulated venues that misbehave, in virtual time and in an order drawn by seed; then
/// checks that nothing was lost. The same options give the same bytes.
public struct FeedSimulation: Sendable {
    public struct Options: Sendable {
        public var seed: UInt64
        public var venues: [Venue]
        /// Of the market, at least a minute. The faults stop some minutes before its end, so that what they broke can be repaired.
        public var length: Duration = .seconds(20 * 60)
        public var faults = FaultPlan.all
        /// Average of a venue over both assets.
        public var tradesPerSecond = 5.0
        /// Whether the consumer of candles stands still at times.
        public var stalls = true
        /// Is told what the feeds report and what goes wrong, line by line.
        public var trace: (@Sendable (String) -> Void)?
        /// Where the recording goes; what is there of the same name is removed before.
        public var folder: String

        public init(seed: UInt64, venues: [Venue], folder: String) {
            self.seed = seed
            self.venues = venues
            self.folder = folder
        }
    }

    /// What a run came to.
    public struct Report: Equatable, Sendable {
        public var jobCount = 0
        public var frames = 0
        public var trades = 0
        public var faults = 0
        /// What the feeds did against the venues' rules.
        public var violations: [String] = []
        /// The newest version of every minute, as text.
        public var candles = ""
        /// FNV-1a of the recording's bytes.
        public var recordingHash: UInt64 = 0
        public var incomplete = 0
    }

    /// A check that failed.
    public struct Failure: Error, Equatable, CustomStringConvertible {
        public let seed: UInt64
        public let check: String
        /// The first difference.
        public let difference: String

        public var description: String { "seed \(seed): \(check): \(difference)" }
    }

    /// Kraken's list of a busy market and half a minute of waits have to fit in: faults end this long before the market, or at half
    /// of it.
    static let repairTime: Duration = .seconds(5 * 60)
    /// How long the venues had been open before.
    static let history: Duration = .seconds(5 * 60)
    /// Stopping takes a few seconds; a run that is not over by then never will be.
    static let stopTime: Duration = .seconds(120)

    public let options: Options

    public init(_ options: Options) { self.options = options }

    /// Runs, stops, drains, and checks.
    ///
    /// - Throws: `Failure`, or what cannot be set up.
    public func run() throws -> Report {
        let run = try FeedSimulationRun(options)
        let outcome: SimulatedRun.Outcome<Void>
        do {
            outcome = try SimulatedRun.run(
                seed: options.seed, start: run.opened, limit: options.length + Self.stopTime
            ) { clock in try await run.run(clock) }
        } catch let error as SimulatedRun.Deadlock {
            throw Failure(seed: options.seed, check: "ending", difference: "\(error)")
        }
        var report = try run.check()
        report.jobCount = outcome.jobCount
        return report
    }

    /// As `run`, twice: every byte must be the same.
    public func runTwice() throws -> Report {
        let first = try run()
        let second = try run()
        guard first == second else {
            let difference = Self.firstDifference(first.candles, second.candles)
            throw Failure(
                seed: options.seed, check: "same bytes",
                difference: difference ?? "jobs \(first.jobCount) and \(second.jobCount), recording "
                    + "\(first.recordingHash) and \(second.recordingHash)")
        }
        return first
    }

    static func firstDifference(_ first: String, _ second: String) -> String? {
        let left = first.split(separator: "\n")
        let right = second.split(separator: "\n")
        for index in 0..<max(left.count, right.count) {
            let pair = (index < left.count ? left[index] : "nothing", index < right.count ? right[index] : "nothing")
            if pair.0 != pair.1 { return "'\(pair.0)' and '\(pair.1)'" }
        }
        return nil
    }
}
