import WickAlerts
import WickNetwork

/// Who is told: Slack and Discord where their webhooks are known, and a program where one is configured.
struct AlertTargets {
    /// By service, in a fixed order.
    let webhooks: [(service: WebhookSender.Service, address: WebhookAddress)]
    private let command: CommandSender?

    /// - Throws: `CommandFailure` naming the variable or the file whose address is none; the address is not repeated.
    init(_ settings: AlertSettings, environment: [String: String], for command: String) throws {
        var webhooks: [(service: WebhookSender.Service, address: WebhookAddress)] = []
        for service in WebhookSender.Service.allCases {
            let (variable, file) =
                switch service {
                case .slack: (AlertSettings.slackVariable, settings.slackFile)
                case .discord: (AlertSettings.discordVariable, settings.discordFile)
                }
            if let address = try Self.address(variable, file, environment, command) {
                webhooks.append((service, address))
            }
        }
        self.webhooks = webhooks
        self.command =
            settings.command.isEmpty
            ? nil : CommandSender(settings.command, deadline: .seconds(settings.commandSeconds))
    }

    private static func address(
        _ variable: String, _ file: String?, _ environment: [String: String], _ command: String
    ) throws -> WebhookAddress? {
        let source: String
        let text: String
        if let value = environment[variable], !value.isEmpty {
            (source, text) = (variable, value)
        } else if let file {
            (source, text) = (file, try SecretFile.read(file, for: command))
        } else {
            return nil
        }
        do throws(WebhookAddress.Refusal) { return try WebhookAddress(text) } catch {
            throw CommandFailure(what: command, why: "\(source): \(error)")
        }
    }

    var isEmpty: Bool { webhooks.isEmpty && command == nil }

    /// One a target.
    func senders(_ client: any HTTPClient) -> [any AlertSender] {
        webhooks.map {
            WebhookSender($0.service, at: $0.address, client: client, wallNanoseconds: WallClock.nanoseconds)
        }
            + [command].compactMap(\.self)
    }
}
