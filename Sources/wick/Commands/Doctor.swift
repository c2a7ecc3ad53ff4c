import ArgumentParser
import Foundation
import WickDomain
import WickFrames
import WickNetwork
import WickStore
import WickVenues

struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: """
            Check what wick needs: configuration, folders, database, each venue's REST, symbols, socket and clock, news feeds, the \
            language model, and who is told of alerts.
            """,
        discussion: """
            One line a check. Exit code 1 means that at least one failed.

              wick doctor
              wick doctor --venue kraken
            """)

    /// A clock that is further off than this makes latencies meaningless.
    private static let tolerableOffset = Duration.seconds(1)

    /// Reasons for rows that were set aside, most first.
    private static let maximumReasons = 5

    @OptionGroup var source: ConfigurationArguments
    @OptionGroup var database: DatabaseArguments

    @Option(help: "Only this venue; can be given more than once. (default: all that are enabled)")
    var venue: [Venue] = []

    func run() async throws {
        let configuration = try source.load(for: "doctor")
        var isWell = true
        func tell(_ name: String, _ finding: Result<String, any Error>) {
            switch finding {
            case .success(let text): Console.print("ok    \(name): \(text)")
            case .failure(let error):
                Console.print("FAIL  \(name): \(error)")
                isWell = false
            }
        }
        tell("configuration", .success("read, every value is allowed"))
        tell(
            "recordings",
            Result {
                try Self.checkFolder(try configuration.recordingFolder ?? DataFolder.recordings(for: "the data folder"))
            })
        tell("database", Result { try checkDatabase(configuration) })
        for line in staleFeatures(configuration) {
            Console.print("note  features: those of \(line) are out of date: \(StaleFeatures.remedy)")
        }
        let feeds = try LiveSetup.feeds(configuration, venue)
        let network = try NetworkThread(try LiveSetup.network(configuration, feeds))
        defer { network.stop() }
        for feed in feeds {
            let probe = VenueProbe(venue: feed.venue, endpoint: feed.endpoint)
            tell("\(feed.venue) REST", await Self.outcome { try await Self.checkTime(probe, network) })
            tell("\(feed.venue) symbols", await Self.outcome { try await Self.checkSymbols(feed, network) })
            tell("\(feed.venue) socket", await Self.outcome { try await Self.checkSocket(probe, network) })
        }
        if venue.isEmpty {
            for (name, finding) in await NewsCheck(network).run(configuration, ProcessInfo.processInfo.environment) {
                tell(name, finding)
            }
            for (name, finding) in await AlertCheck(network).run(configuration, ProcessInfo.processInfo.environment) {
                tell(name, finding)
            }
        }
        if feeds.isEmpty { tell("venues", .failure(CommandFailure(what: "none", why: "no venue is enabled"))) }
        if !isWell { throw ExitCode.failure }
    }

    /// Looks at every page, and says what is in it. A database that is not there yet is made by the first command that writes.
    private func checkDatabase(_ configuration: Configuration) throws -> String {
        let path = try database.path(configuration, for: "the data folder")
        let store: Store
        do throws(StoreError) {
            store = try Store.open(path: path, configuration: StoreConfiguration(access: .readOnly))
        } catch {
            guard case .missing = error else { throw error }
            _ = try Self.checkFolder(PathFault.folder(of: path))
            return "\(path), not there yet"
        }
        let summary = try store.summary()
        let series = summary.series.map { "\($0.instrument) \($0.candles) candles" }.joined(separator: ", ")
        let refused = try store.refusals()
        let aside =
            refused.isEmpty
            ? ""
            : "; \(refused.reduce(0) { $0 + $1.count }) rows can never be stored and are in refused_row: "
                + refused.prefix(Self.maximumReasons).map { "\($0.count) \($0.kind.rawValue) (\($0.reason))" }
                .joined(separator: ", ")
        if let note = store.note { Console.error("wick doctor: note: \(path): \(note)") }
        return "\(path), \(summary.fileBytes >> 20) MiB, schema \(summary.schemaVersion), intact; "
            + (series.isEmpty ? "no candles yet" : series) + ", \(summary.featureRows) feature rows" + aside
    }

    /// What a start or an import would compute again, too. A database that cannot be read has been told of.
    private func staleFeatures(_ configuration: Configuration) -> [String] {
        let options = StoreConfiguration(access: .readOnly, checksIntegrity: false)
        guard let path = try? database.path(configuration, for: "the data folder"),
            let store = try? Store.open(path: path, configuration: options)
        else { return [] }
        return StaleFeatures.lines((try? store.staleFeatures()) ?? [])
    }

    private static func outcome(_ check: () async throws -> String) async -> Result<String, any Error> {
        do { return .success(try await check()) } catch { return .failure(error) }
    }

    private static func checkTime(_ probe: VenueProbe, _ client: any HTTPClient) async throws -> String {
        let finding = try await probe.askTime(client, wallNanoseconds: WallClock.nanoseconds)
        let offset = finding.clockOffset
        let text =
            "answers in \(milliseconds(finding.roundTrip)), its clock is \(seconds(offset)) \(offset < .zero ? "behind" : "ahead")"
        guard abs(offset.seconds) <= tolerableOffset.seconds else {
            throw CommandFailure(what: text, why: "set this machine's clock (for example with chrony)")
        }
        return text
    }

    private static func checkSymbols(_ feed: FeedConfiguration, _ client: any HTTPClient) async throws -> String {
        let catalogue = try await SymbolCatalogue(of: feed.venue, endpoint: feed.endpoint, client: client)
        let unknown = catalogue.unknown(among: feed.symbols)
        guard unknown.isEmpty else {
            throw CommandFailure(
                what: unknown.map(\.description).joined(separator: "; "),
                why: "change [venues.\(feed.venue)] symbols in the configuration")
        }
        return feed.symbols.map(\.description).joined(separator: ", ") + " are among its \(catalogue.count)"
    }

    private static func checkSocket(_ probe: VenueProbe, _ connector: any WebSocketConnector) async throws -> String {
        "opens and speaks in \(milliseconds(try await probe.openSocket(connector, wallNanoseconds: WallClock.nanoseconds)))"
    }

    private static func checkFolder(_ path: String) throws -> String {
        let existing: String
        do throws(PathFault) { existing = try FolderMaking.checkWritable(path) } catch {
            throw CommandFailure(what: path, why: "cannot be written to: \(error)")
        }
        let attributes = try FileManager.default.attributesOfFileSystem(forPath: existing)
        let free = attributes[.systemFreeSize] as? Int64 ?? 0
        return "\(path), \(free >> 20) MiB free"
    }

    private static func milliseconds(_ duration: Duration) -> String {
        "\(Int(saturating: (duration.seconds * 1000).rounded())) ms"
    }

    private static func seconds(_ duration: Duration) -> String {
        "\((abs(duration.seconds) * 100).rounded() / 100) s"
    }
}
