import ArgumentParser
import Foundation
import Glibc
import WickDomain
import WickPipeline
import WickServer
import WickStore
import WickVenues

struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run everything without a screen, with the API (for servers).",
        discussion: """
            Feeds, store, features, news, predictions and training, as the dashboard does them, and what came of it over HTTP and
            WebSocket on 127.0.0.1:8686; docs/api.md tells more. Another address needs a token, from WICK_API_TOKEN or a file with mode
            0600. SIGTERM and SIGINT end it within 10 s; SIGHUP reads the configuration again.

              wick run
              wick run --record --log-format json
              wick run --address 0.0.0.0 --token-file /etc/wick/token
              curl http://127.0.0.1:8686/v1/predictions/latest
            """)

    @OptionGroup var source: ConfigurationArguments

    @Option(help: "Only this venue; can be given more than once. (default: all that are enabled)")
    var venue: [Venue] = []

    @Option(help: ArgumentHelp("Where the API listens. (default: api.address, 127.0.0.1)", valueName: "IP address"))
    var address: String?

    @Option(help: ArgumentHelp("Its port; 0 takes a free one. (default: api.port, 8686)"))
    var port: UInt16?

    @Option(help: ArgumentHelp("The file with the token. (default: api.token_file)", valueName: "file"))
    var tokenFile: String?

    @Flag(help: "Record as well, as wick record does.")
    var record = false

    @Option(help: "How the log on standard error is written: text or json.")
    var logFormat = ServiceLog.Format.text

    @Option(
        name: .customLong("for"),
        help: ArgumentHelp("How long: 90s, 10m, 8h, 30d. (default: until a signal)", valueName: "time"))
    var duration: TimeSpan?

    @OptionGroup var database: DatabaseArguments

    func run() async throws {
        let log = ServiceLog(format: logFormat)
        let configuration = try load()
        let service = try await ServiceSetup(configuration, venues: venue, log: log)
            .make(try database.open(configuration, .readWrite, for: "run"), reloading: load)
        log.info("service", "wick \(Wick.version), listening on \(Self.url(service.server))")
        let ending = await service.run(for: duration?.duration)
        try await service.finish()
        log.info("service", "stopped")
        if case .signal(.interrupt) = ending { throw ExitCode(130) }
    }

    /// The configuration with what the flags say.
    private func load() throws -> Configuration {
        var configuration = try source.load(for: "run")
        if let address { configuration.api.address = address }
        if let port { configuration.api.port = Int(port) }
        if let tokenFile { configuration.api.tokenFile = tokenFile }
        if record { configuration.isServiceRecording = true }
        return configuration
    }

    private static func url(_ server: APIServer) -> String {
        let host = server.address.contains(":") ? "[\(server.address)]" : server.address
        return "http://\(host):\(server.port)"
    }
}
