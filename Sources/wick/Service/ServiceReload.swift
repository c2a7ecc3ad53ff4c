import Foundation
import Synchronization
import WickPipeline
import WickServer

/// Owns the configuration in force, and reads it again on demand: what can change at once does, what cannot is named.
final class ServiceReload: Sendable {
    /// What takes effect without a restart; the token's file is read again as well.
    static let reloadable: Set<String> = [
        "api.token_file", "api.requests_per_second", "api.origins", "learning.train_days", "learning.retrain_hours",
        "learning.retrain_on_drift", "learning.retrain_on_error",
    ]

    private let configuration: Mutex<Configuration>
    private let log: ServiceLog
    private let load: @Sendable () throws -> Configuration

    /// - Parameter load: reads it again, flags included.
    init(_ configuration: Configuration, log: ServiceLog, load: @escaping @Sendable () throws -> Configuration) {
        self.configuration = Mutex(configuration)
        self.log = log
        self.load = load
    }

    var retraining: RetrainSchedule { configuration.withLock { $0.retraining } }

    /// On the rows of how long models are trained, where nobody says.
    var trainingSpan: Duration { .seconds(configuration.withLock { $0.trainingDays } * 86_400) }

    /// Reads everything again; what is wrong changes nothing.
    func run(_ server: APIServer) {
        do {
            let new = try load()
            let token = try APIToken.load(file: new.api.tokenFile, ProcessInfo.processInfo.environment)
            guard token != nil || APIConfiguration.isLoopback(server.address) else {
                throw ServerError.needsToken(address: server.address)
            }
            let changed = configuration.withLock { old in
                defer { old = Self.merge(new, into: old) }
                return Self.changes(from: old, to: new)
            }
            server.apply(new.api.policy(token: token))
            say(changed)
        } catch {
            log.warning("service", "not reloaded, the configuration before stays in force: \(error)")
        }
    }

    private func say(_ changed: [String]) {
        let (now, later) = (
            changed.filter(Self.reloadable.contains), changed.filter { !Self.reloadable.contains($0) }
        )
        log.info(
            "service",
            "reloaded: " + (now.isEmpty ? "nothing else than the token's file" : now.joined(separator: ", ")))
        if !later.isEmpty {
            log.warning("service", "takes effect at the next start only: \(later.joined(separator: ", "))")
        }
    }

    /// Keys whose values differ.
    static func changes(from old: Configuration, to new: Configuration) -> [String] {
        let options = ConfigurationOption.all(in: new)
        let removed = ConfigurationOption.all(in: old).filter { option in !options.contains { $0.path == option.path } }
        return (options + removed).filter { $0.show(old) != $0.show(new) }.map(\.path)
    }

    private static func merge(_ new: Configuration, into old: Configuration) -> Configuration {
        var merged = old
        (merged.retrainHours, merged.retrainsOnDrift, merged.retrainsOnError) = (
            new.retrainHours, new.retrainsOnDrift, new.retrainsOnError
        )
        merged.trainingDays = new.trainingDays
        (merged.api.tokenFile, merged.api.requestsPerSecond, merged.api.origins) = (
            new.api.tokenFile, new.api.requestsPerSecond, new.api.origins
        )
        return merged
    }
}
