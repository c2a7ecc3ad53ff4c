import Glibc
import WickAlerts
import WickNetwork

/// Whether alerts would reach somebody: for `wick doctor`, which sends no message, since each would be read.
struct AlertCheck {
    private let client: any HTTPClient

    init(_ client: any HTTPClient) { self.client = client }

    /// One finding a target.
    func run(
        _ configuration: Configuration, _ environment: [String: String]
    ) async -> [(String, Result<String, any Error>)] {
        guard configuration.alerts.isEnabled else { return [("alerts", .success("switched off"))] }
        let targets: AlertTargets
        do { targets = try AlertTargets(configuration.alerts, environment: environment, for: "alerts") } catch {
            return [("alerts", .failure(error))]
        }
        guard !targets.isEmpty else {
            return [("alerts", .success("shown on the screen only: no webhook and no command is configured"))]
        }
        var findings: [(String, Result<String, any Error>)] = []
        for (service, address) in targets.webhooks {
            findings.append(("\(service.rawValue) webhook", await reach(address)))
        }
        if let path = configuration.alerts.command.first { findings.append(("alert command", Self.check(path))) }
        return findings
    }

    /// Asks for the host's front page: any answer means that it can be reached and is who it says.
    private func reach(_ address: WebhookAddress) async -> Result<String, any Error> {
        let place = address.origin
        do throws(NetworkError) {
            let answer = try await client.send(HTTPRequest(.get, place, maximumRedirects: 0))
            return .success("\(place) answers (\(answer.status)); wick alerts test sends a message")
        } catch {
            // A redirect is an answer too.
            if error.cause.contains("redirects") {
                return .success("\(place) answers; wick alerts test sends a message")
            }
            return .failure(error)
        }
    }

    private static func check(_ path: String) -> Result<String, any Error> {
        guard access(path, X_OK) == 0 else {
            return .failure(CommandFailure(what: path, why: "is no program that can be run"))
        }
        return .success("\(path) is there; wick alerts test gives it a message")
    }
}
