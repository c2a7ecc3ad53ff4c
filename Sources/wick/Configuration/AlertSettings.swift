import WickAlerts

/// Alerts: `[alerts]` and `[alerts.rules.NAME]`. Addresses of webhooks are secrets and come from the environment, or from
/// files that only their owner can read.
struct AlertSettings: Equatable {
    static let slackVariable = "WICK_SLACK_WEBHOOK"
    static let discordVariable = "WICK_DISCORD_WEBHOOK"

    /// Whether rules are looked at.
    var isEnabled = true
    /// What one rule finds within so long is one message.
    var groupSeconds = 10
    /// A program that is given each message; empty is none.
    var command: [String] = []
    var commandSeconds = 10
    /// Files with the addresses of webhooks.
    var slackFile: String?
    var discordFile: String?
    /// Those that wick has by itself, and those that the configuration adds.
    var rules: [String: AlertRule.Settings] = Dictionary(
        uniqueKeysWithValues: AlertKind.allCases.map { ($0.rawValue, AlertRule.Settings()) })

    /// A rule that is configured, or is about to be.
    subscript(rule name: String) -> AlertRule.Settings {
        get { rules[name] ?? AlertRule.Settings() }
        set { rules[name] = newValue }
    }

    /// What is wrong with a rule, and with which key.
    struct Refusal: Error {
        /// "alerts.rules.mine.limit".
        let key: String
        let allowed: String
    }

    /// The rules that are looked at, by name.
    ///
    /// - Throws: `Refusal` for the first that is none, also among those that are switched off.
    func checkedRules() throws(Refusal) -> [AlertRule] {
        var checked: [AlertRule] = []
        for name in rules.keys.sorted() {
            let settings = self[rule: name]
            do throws(AlertRule.Refusal) {
                let rule = try AlertRule(name: name, settings)
                if settings.isEnabled { checked.append(rule) }
            } catch {
                throw Refusal(key: "alerts.rules.\(name).\(error.key)", allowed: error.allowed)
            }
        }
        guard rules.count <= AlertRule.maximumRules else {
            throw Refusal(key: "alerts.rules", allowed: "at most \(AlertRule.maximumRules) rules")
        }
        return isEnabled ? checked : []
    }

    /// The value that holds for a rule: its own, or what is usual for its kind.
    func effective(_ name: String) -> AlertRule? {
        // One that is refused has been told of when the configuration was read.
        try? AlertRule(name: name, self[rule: name])
    }
}
