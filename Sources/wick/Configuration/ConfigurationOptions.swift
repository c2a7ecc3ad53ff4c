import Foundation
import TOMLKit
import WickDomain
import WickPipeline
import WickStore

extension ConfigurationOption {
    /// Every key that there is, in the order in which they are shown.
    static let all: [ConfigurationOption] =
        [Venue.kraken, .binance, .coinbase].flatMap(options(for:)) + news + llm + alerts + [
            .optionalText("store.path", "The database.", \.storePath, allowed: "the path of a file") { !$0.isEmpty },
            kept("store.keep_candles_days", "candles", \.keptCandleDays),
            kept("store.keep_features_days", "features", \.keptFeatureDays),
            kept("store.keep_headlines_days", "headlines", \.keptHeadlineDays),
            kept("store.keep_predictions_days", "predictions", \.keptPredictionDays),
            .number(
                "learning.train_days", "On how many days before the newest minute models are trained.",
                \.trainingDays, 1...3_660),
            .number(
                "learning.retrain_hours", "Models are trained again after so many hours; 0 is never.",
                \.retrainHours, 0...8_760),
            .flag(
                "learning.retrain_on_drift", "Models are trained again when a champion's features have drifted.",
                \.retrainsOnDrift),
            .flag(
                "learning.retrain_on_error",
                "Models are trained again when a champion erred more than predicting no change for a day.",
                \.retrainsOnError),
            .optionalText(
                "recording.folder", "Where recordings go.", \.recordingFolder, allowed: "the path of a folder"
            ) { !$0.isEmpty },
            .flag("recording.enabled", "Whether wick run records.", \.isServiceRecording),
            .number(
                "recording.rotate_mib", "A recording that grows beyond this is continued in a new file.",
                \.rotationMiB, 1...65_536),
            .number(
                "repair.limit_hours", "The longest gap that is closed on start; 0 closes none.", \.repairLimitHours,
                0...720),
            .optionalText(
                "network.proxy", "An HTTP proxy for all connections.", \.proxy,
                allowed: "a URL such as http://proxy:3128"
            ) { isURL($0, schemes: ["http", "https"]) },
        ] + api

    private static func kept(_ path: String, _ rows: String, _ key: Key<Int>) -> ConfigurationOption {
        let least = StoreRetention.minimumDays
        return ConfigurationOption(
            path: path, help: "For how many days \(rows) are kept; 0 is for ever."
        ) { value, configuration throws(Refusal) in
            guard let days = value.int, days == 0 || (least...36_600).contains(days) else {
                throw Refusal(allowed: "0 (for ever), or a whole number of days from \(least) to 36600")
            }
            configuration[keyPath: key] = days
        } show: {
            String($0[keyPath: key])
        }
    }

    private static func options(for venue: Venue) -> [ConfigurationOption] {
        let section = "venues.\(venue)"
        return [
            .flag("\(section).enabled", "Whether this venue is used.", \.[venue].isEnabled),
            symbols("\(section).symbols", venue),
            .text(
                "\(section).websocket", "Its socket.", \.[venue].websocket,
                allowed: "a URL that starts with wss://"
            ) { isURL($0, schemes: ["wss"]) },
            .text(
                "\(section).rest", "Its REST interface.", \.[venue].rest,
                allowed: "a URL that starts with https://"
            ) { isURL($0, schemes: ["https"]) },
            .optionalText(
                "\(section).ca", "A PEM file with certificate authorities to trust besides the system's.",
                \.[venue].certificateAuthority, allowed: "the path of a PEM file"
            ) { !$0.isEmpty },
        ]
    }

    private static func symbols(_ path: String, _ venue: Venue) -> ConfigurationOption {
        ConfigurationOption(path: path, help: "What is traded, by the venue's own names.") {
            value, configuration throws(Refusal) in
            let names = value.array.map { Array($0).map(\.string) } ?? [value.string]
            let list = "a list of symbols, each once, such as [\"BTC/USD\"]"
            var symbols: [Symbol] = []
            for name in names {
                guard let name else { throw Refusal(allowed: list) }
                do throws(DomainError) { symbols.append(try Symbol(name)) } catch {
                    throw Refusal(allowed: "\(list): \(error)")
                }
            }
            guard !symbols.isEmpty, Set(symbols).count == symbols.count else { throw Refusal(allowed: list) }
            configuration[venue].symbols = symbols
        } show: { configuration in
            "[" + configuration[venue].symbols.map { quoted("\($0)") }.joined(separator: ", ") + "]"
        }
    }

    static func isURL(_ text: String, schemes: [String]) -> Bool {
        guard let parts = URLComponents(string: text), let scheme = parts.scheme, let host = parts.host else {
            return false
        }
        return schemes.contains(scheme) && !host.isEmpty
    }
}

extension Configuration {
    /// How long the store keeps its rows.
    var retention: StoreRetention {
        let days = { (kept: Int) in kept == 0 ? nil : kept }
        return StoreRetention(
            candleDays: days(keptCandleDays), featureDays: days(keptFeatureDays), headlineDays: days(keptHeadlineDays),
            predictionDays: days(keptPredictionDays))
    }

    /// When models are trained without anybody asking.
    var retraining: RetrainSchedule {
        RetrainSchedule(
            everyHours: retrainHours == 0 ? nil : retrainHours, onDrift: retrainsOnDrift, onError: retrainsOnError)
    }

    /// A venue that can be configured.
    subscript(venue: Venue) -> VenueSettings {
        get {
            guard let settings = venues[venue] else { preconditionFailure("\(venue) has no settings") }
            return settings
        }
        set { venues[venue] = newValue }
    }
}
