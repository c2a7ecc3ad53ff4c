import TOMLKit
import WickAlerts

extension ConfigurationOption {
    /// With those of the rules that come with wick.
    static let alerts: [ConfigurationOption] =
        [
            .flag("alerts.enabled", "Whether alert rules are looked at.", \.alerts.isEnabled),
            .number(
                "alerts.group_seconds", "What one rule finds within so many seconds is one message.",
                \.alerts.groupSeconds, 0...3600),
            words(
                "alerts.command", "A program, with its arguments, that is given each message as JSON.",
                \.alerts.command, maximum: CommandSender.maximumWords,
                allowed: "a list of the path of a program and its arguments, such as [\"/usr/local/bin/notify\"]"
            ) { $0.isEmpty || $0[0].hasPrefix("/") },
            .number(
                "alerts.command_seconds", "How long that program may take.", \.alerts.commandSeconds, 1...300),
            file("alerts.slack_file", "Slack", AlertSettings.slackVariable, \.alerts.slackFile),
            file("alerts.discord_file", "Discord", AlertSettings.discordVariable, \.alerts.discordFile),
        ] + AlertKind.allCases.flatMap { options(forRule: $0.rawValue) }

    private static func file(
        _ path: String, _ service: String, _ variable: String, _ key: Key<String?>
    ) -> ConfigurationOption {
        .optionalText(
            path, "A file, mode 0600, that holds the address of a \(service) webhook; \(variable) beats it.", key,
            allowed: "the path of a file"
        ) { !$0.isEmpty }
    }

    private static func words(
        _ path: String, _ help: String, _ key: Key<[String]>, maximum: Int, allowed: String,
        _ isAllowed: @escaping @Sendable ([String]) -> Bool
    ) -> ConfigurationOption {
        ConfigurationOption(path: path, help: help) { value, configuration throws(Refusal) in
            let found = value.array.map { Array($0).map(\.string) } as? [String]
            guard let found, found.count <= maximum, !found.contains(where: { $0.utf8.contains(0) }), isAllowed(found)
            else { throw Refusal(allowed: allowed) }
            configuration[keyPath: key] = found
        } show: {
            "[" + $0[keyPath: key].map(quoted).joined(separator: ", ") + "]"
        }
    }

    /// The keys of one rule.
    static func options(forRule name: String) -> [ConfigurationOption] {
        let section = "alerts.rules.\(name)"
        let kind = AlertKind(rawValue: name)
        return [
            .flag("\(section).enabled", "Whether this rule is looked at.", \.alerts[rule: name].isEnabled),
            ruleKind("\(section).kind", name),
            rule("\(section).limit", "Fires here.", name, \.limit, kind) { $0.map { "\($0.limit)" } },
            rule("\(section).clear", "Ends here.", name, \.clear, nil) { $0.map { "\($0.clear)" } },
            seconds(
                "\(section).for_seconds", "For how long the limit must be reached.", name, \.forSeconds,
                0...AlertRule.maximumForSeconds
            ) { Int($0.patience.components.seconds) },
            seconds(
                "\(section).cooldown_seconds", "How long after a message about a subject the next one may come.", name,
                \.cooldownSeconds, 0...AlertRule.maximumCooldownSeconds
            ) { Int($0.cooldown.components.seconds) },
        ] + (kind?.windows == nil && kind != nil ? [] : [window("\(section).window_minutes", name)]) + [
            words(
                "\(section).only", "Only these venues, symbols or instruments; all where empty.",
                \.alerts[rule: name].only, maximum: 100,
                allowed: "a list such as [\"kraken\", \"BTC/USD\", \"kraken BTC/USD\"]"
            ) { $0.allSatisfy { (1...60).contains($0.utf8.count) } }
        ]
    }

    private static func ruleKind(_ path: String, _ name: String) -> ConfigurationOption {
        ConfigurationOption(path: path, help: "What it watches.") { value, configuration throws(Refusal) in
            guard let kind = value.string.flatMap(AlertKind.init) else { throw Refusal(allowed: AlertRule.kindWords) }
            configuration.alerts[rule: name].kind = kind
        } show: {
            ($0.alerts[rule: name].kind ?? AlertKind(rawValue: name)).map { quoted($0.rawValue) }
        }
    }

    private static func rule(
        _ path: String, _ help: String, _ name: String,
        _ key: any WritableKeyPath<AlertRule.Settings, Double?> & Sendable,
        _ kind: AlertKind?, _ show: @escaping @Sendable (AlertRule?) -> String?
    ) -> ConfigurationOption {
        ConfigurationOption(path: path, help: help) { value, configuration throws(Refusal) in
            let number = value.double ?? value.int.map(Double.init)
            guard let number, number.isFinite, kind?.limits.contains(number) ?? true else {
                throw Refusal(
                    allowed: kind.map { "a number from \($0.limits.lowerBound) to \($0.limits.upperBound): \($0.unit)" }
                        ?? "a number")
            }
            configuration.alerts[rule: name][keyPath: key] = number
        } show: {
            show($0.alerts.effective(name))
        }
    }

    private static func seconds(
        _ path: String, _ help: String, _ name: String, _ key: any WritableKeyPath<AlertRule.Settings, Int?> & Sendable,
        _ range: ClosedRange<Int>, _ show: @escaping @Sendable (AlertRule) -> Int
    ) -> ConfigurationOption {
        ConfigurationOption(path: path, help: help) { value, configuration throws(Refusal) in
            guard let number = value.int, range.contains(number) else {
                throw Refusal(allowed: "a whole number from \(range.lowerBound) to \(range.upperBound)")
            }
            configuration.alerts[rule: name][keyPath: key] = number
        } show: {
            $0.alerts.effective(name).map { String(show($0)) }
        }
    }

    private static func window(_ path: String, _ name: String) -> ConfigurationOption {
        ConfigurationOption(path: path, help: "How far back it looks.") { value, configuration throws(Refusal) in
            guard let minutes = value.int, (1...10_080).contains(minutes) else {
                throw Refusal(allowed: "a whole number from 1 to 10080")
            }
            configuration.alerts[rule: name].windowMinutes = minutes
        } show: {
            $0.alerts.effective(name)?.window.map { String(Int($0.components.seconds / 60)) }
        }
    }
}
