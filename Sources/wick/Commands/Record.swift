import ArgumentParser
import Foundation
import WickDomain
import WickFrames
import WickNews
import WickPipeline
import WickStore
import WickVenues

struct Record: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Record live venues, without a terminal.",
        discussion: """
            Every frame is written as it came, and so are the venues' answers about trades that were missed. A new file begins
            with each UTC day and when one has grown large. SIGINT and SIGTERM end it cleanly; exit code 1 means that something could
            not be kept.

              wick record
              wick record --venue kraken --for 8h --out ~/recordings
            """)

    @OptionGroup var source: ConfigurationArguments

    @Option(help: "Only this venue; can be given more than once. (default: all that are enabled)")
    var venue: [Venue] = []

    @Option(
        help: ArgumentHelp("Where recordings go. (default: recordings in the user's data folder)", valueName: "folder"))
    var out: String?

    @Option(
        name: .customLong("for"),
        help: ArgumentHelp("How long: 90s, 10m, 8h, 30d. (default: until a signal)", valueName: "time"))
    var duration: TimeSpan?

    @Option(help: ArgumentHelp("Keep candles and features in this database as well.", valueName: "file"))
    var db: String?

    func run() async throws {
        let configuration = try source.load(for: "record")
        let folder = try makeFolder(out ?? configuration.recordingFolder ?? DataFolder.recordings(for: "record"))
        let storing = try openStore(configuration)
        let setup = try LiveSetup(
            configuration, venues: venue, command: "record", resume: storing?.resume ?? [:],
            headlines: storing?.headlines ?? HeadlineLedger()
        ) { Console.log("\($0)") }
        let recorder = RecorderActor(
            RecorderConfiguration(folder: folder, maximumFileBytes: configuration.rotationMiB << 20),
            header: setup.header, clock: setup.clock
        ) { Console.log("\($0)") }
        do throws(RecordingError) {
            try await recorder.open()
        } catch {
            throw CommandFailure(what: "record \(folder)", why: "\(error)")
        }
        let pipeline = LivePipeline(
            feeds: setup.feeds, channel: setup.channel, recorder: recorder, market: storing.map { _ in MarketActor() },
            news: setup.news,
            deliver: { await storing?.take($0) })
        let live = LiveRun(pipeline: pipeline, setup: setup, storing: storing)
        let ending = await live.run(for: duration?.duration, every: .seconds(60)) { statuses in
            let summary = await recorder.summary
            Console.log("\(summary.frames) frames recorded; " + statuses.map(Self.text).joined(separator: "; "))
        }
        try await storing?.finish()
        try report(await recorder.summary, ending)
    }

    private func openStore(_ configuration: Configuration) throws -> LiveStoring? {
        guard let db else { return nil }
        let store: Store
        do throws(StoreError) { store = try Store.open(path: db) } catch { throw CommandFailure("record", error) }
        return try LiveStoring(
            store, configuration, feeds: try LiveSetup.feeds(configuration, venue, for: "record"),
            command: "record")
    }

    private func makeFolder(_ path: String) throws -> String {
        do throws(PathFault) { try FolderMaking.make(path) } catch {
            throw CommandFailure(what: "record \(path)", why: "cannot be made: \(error)")
        }
        return path
    }

    private static func text(_ status: FeedStatus) -> String {
        let age = status.age.map { "age \(($0.seconds * 10).rounded() / 10) s" } ?? "nothing yet"
        return "\(status.venue) \(status.state), \(age), \(status.trades) trades"
    }

    private func report(_ summary: RecorderSummary, _ ending: LiveRun.Ending) throws {
        for file in summary.files { Console.print(file) }
        if summary.lostFrames > 0 || !summary.isComplete {
            let waiting = summary.isComplete ? "" : ", and what waited for the disk at the end could not be written"
            Console.error(
                "wick record: \(summary.lostFrames) frames found no room\(waiting); what is in the files is whole")
            throw ExitCode.failure
        }
        Console.log("\(summary.frames) frames recorded, none lost")
        if case .signal(.interrupt) = ending { throw ExitCode(130) }
    }
}
