import ArgumentParser
import Foundation
import WickDomain
import WickNetwork
import WickPipeline
import WickTerminal

struct Attach: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show a running service (wick run) as the dashboard, read only.",
        discussion: """
            What the service has of the last two days, and from then on what it streams. A connection that breaks is opened again.
            In a pipe, and with --plain, one line a second at most.

              wick attach http://127.0.0.1:8686
              wick attach https://wick.example.org --token-file ~/.wick-token
            """)

    @Argument(help: ArgumentHelp("Where the service listens.", valueName: "URL"))
    var url: String

    @Option(
        help: ArgumentHelp("A file with mode 0600 that holds its token; WICK_API_TOKEN beats it.", valueName: "file"))
    var tokenFile: String?

    @Flag(help: "Append-only lines instead of the dashboard.")
    var plain = false

    @OptionGroup var source: ConfigurationArguments

    func validate() throws {
        guard ConfigurationOption.isURL(url, schemes: ["http", "https"]), URLComponents(string: url)?.query == nil
        else {
            throw ValidationError("'\(url.prefix(64))' is not a URL such as http://127.0.0.1:8686")
        }
    }

    func run() async throws {
        let setup = ScreenSetup(try source.load(for: "attach"), from: source)
        let network = try network(setup)
        defer { network.stop() }
        let client = AttachClient(url: url, token: try token(), network: network)
        let fold = SnapshotFold(
            time: Timestamp(nanoseconds: WallClock.nanoseconds()), source: .live, isSynthetic: false)
        guard !plain, ScreenSetup.isPossible else { return try await runPlain(client, fold) }
        let workstation = Workstation(
            fold, elapsed: ScreenSetup.elapsed, publish: { [mailbox = setup.mailbox] in mailbox.publish($0) })
        let session = AttachSession(client: client, workstation: workstation, tell: { _, _ in }, complain: { _ in })
        try await AttachScreen(setup: setup, session: session).run()
    }

    private func runPlain(_ client: AttachClient, _ fold: SnapshotFold) async throws {
        let view = PlainAttachView()
        let workstation = Workstation(fold, elapsed: ScreenSetup.elapsed, publish: { _ in })
        let session = AttachSession(
            client: client, workstation: workstation, tell: { await view.show($0, $1) }, complain: { Console.log($0) })
        do throws(AttachClient.Failure) { try await session.run() } catch {
            throw CommandFailure(what: "attach \(client.url)", why: "\(error)")
        }
    }

    private func token() throws -> String? {
        do throws(APIToken.Failure) {
            return try APIToken.text(file: tokenFile, ProcessInfo.processInfo.environment)
        } catch {
            throw CommandFailure(what: "attach", why: "\(error)")
        }
    }

    private func network(_ setup: ScreenSetup) throws -> NetworkThread {
        do {
            return try NetworkThread(try LiveSetup.network(setup.configuration, []))
        } catch let error as NetworkError {
            throw CommandFailure(what: "attach", why: "\(error)")
        }
    }
}

/// The plain view of a service: owns the screen.
private actor PlainAttachView {
    private let screen = PlainScreen(headers: [], label: "ATTACHED")

    func show(_ candles: [Candle], _ news: NewsStage.Output) { screen.show(candles, news) }
}
