import ArgumentParser
import Glibc
import WickDomain
import WickSimulation

/// `wick-sim simulate`: the production feeds in virtual time against venues that misbehave, many times over.
struct SimulateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Run wick's feeds, recorder and market in virtual time against venues that misbehave.",
        discussion: """
            Each seed draws a market, the faults, and the order in which things that happen at once are done. After each run \
            the candles must be those of the trades that happened, and what nobody was told of must be marked.

            With --whole all of wick runs: news, store, features, training, predictions and outcomes as well, on a disk that is \
            full at times, with clocks that are set, and in a process that dies at any await and is started again. After each run a \
            replay must give the same bytes, no feature may use what was known later, every prediction must have its outcome, \
            and the stored candles must be those of the trades that happened.

            A thousand seeds, and one that failed once more:
              wick-sim simulate --seeds 1000
              wick-sim simulate --first-seed 4711 --seeds 1
              wick-sim simulate --whole --seeds 200 --twice
            """)

    @Option(help: "How many seeds to run.")
    var seeds = 1000

    @Option(help: "The first; the others follow.")
    var firstSeed: UInt64 = 1

    @Option(help: "Whose feed; without it each seed takes its turn: kraken, binance, coinbase, all three.")
    var venue: [RecordCommand.LiveVenue] = []

    @Option(help: "Of the market, in virtual time. (default: 20, with --whole 24)")
    var minutes: Int?

    @Option(help: "all, none, or name=value with commas between, e.g. all,hidden=0.", transform: { try FaultPlan($0) })
    var faults = FaultPlan.all

    @Flag(help: "All of wick, not only feeds, recorder and market.")
    var whole = false

    @Flag(help: "Run each seed twice: every byte must be the same.")
    var twice = false

    @Flag(help: "Print what the feeds report, and every fault.")
    var trace = false

    @Option(
        help: ArgumentHelp(
            "Leave the last seed's recording in this folder, which must exist, to be replayed.", valueName: "folder"))
    var keep: String?

    func validate() throws {
        guard seeds > 0 else { throw ValidationError("--seeds is \(seeds), allowed is 1 and more") }
        let least = whole ? 12 : 4
        if let minutes, minutes < least {
            throw ValidationError("--minutes is \(minutes), allowed is \(least) and more")
        }
        guard !whole || keep == nil else {
            throw ValidationError("--keep is for a recording of feeds alone: it does not go with --whole")
        }
    }

    func run() throws {
        if whole { return try runWhole() }
        let folder = try keep ?? makeFolder()
        defer {
            // What is left in it is the last recording.
            if keep == nil {
                _ = unlinkRecordings(in: folder)
                rmdir(folder)
            }
        }
        let clock = ContinuousClock()
        let start = clock.now
        var failures = 0
        var totals = (frames: 0, trades: 0, faults: 0, incomplete: 0, violations: 0)
        for index in 0..<seeds {
            let seed = firstSeed &+ UInt64(index)
            do {
                let simulation = FeedSimulation(options(seed: seed, folder: folder))
                let report = twice ? try simulation.runTwice() : try simulation.run()
                totals.frames += report.frames
                totals.trades += report.trades
                totals.faults += report.faults
                totals.incomplete += report.incomplete
                totals.violations += report.violations.count
                if seeds == 1 { for violation in report.violations { Output.line(violation) } }
            } catch {
                failures += 1
                Output.line("\(error)")
            }
            if (index + 1) % 100 == 0 { Output.line("\(index + 1) seeds, \(failures) failed") }
        }
        let seconds = start.duration(to: clock.now).seconds
        Output.line(
            "\(seeds) seeds\(twice ? " twice" : "") from \(firstSeed): \(failures) failed; \(totals.frames) frames, "
                + "\(totals.trades) trades, \(totals.faults) faults, \(totals.incomplete) minutes marked incomplete, "
                + "\(totals.violations) rules broken, \((seconds * 10).rounded() / 10) s")
        if failures > 0 { throw ExitCode(1) }
    }

    private func options(seed: UInt64, folder: String) -> FeedSimulation.Options {
        var options = FeedSimulation.Options(seed: seed, venues: venues(of: seed), folder: folder)
        options.length = .seconds(60 * (minutes ?? 20))
        options.faults = faults
        if trace { options.trace = { Output.line($0) } }
        return options
    }

    func venues(of seed: UInt64) -> [Venue] {
        let turns: [[Venue]] = [[.kraken], [.binance], [.coinbase], [.kraken, .binance, .coinbase]]
        return venue.isEmpty ? turns[Int(seed % UInt64(turns.count))] : venue.map(\.venue)
    }

    func makeFolder() throws -> String {
        var template = Array("/tmp/wick-sim-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw Failure(
                description: "making a folder below /tmp: \(String(cString: strerror(errno)))", isUsage: false)
        }
        return template.withUnsafeBufferPointer { buffer in
            buffer.baseAddress.map { String(cString: $0) } ?? ""
        }
    }

    private func unlinkRecordings(in folder: String) -> Bool {
        let day = "\(MarketParameters.defaultStart)".prefix(10)
        return unlink("\(folder)/simulation-\(day).wick.zst") == 0
    }
}
