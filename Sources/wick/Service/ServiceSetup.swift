import Foundation
import Glibc
import WickDomain
import WickFrames
import WickPipeline
import WickServer
import WickStore
import WickVenues

/// Puts a service together from the configuration. What cannot be is found out here, before anything runs.
struct ServiceSetup {
    /// Files that the rest of the program opens: the store, recordings, venues, news.
    private static let ownFiles = 256
    /// Connections that are let in however few files may be open.
    private static let minimumConnections = 16

    private let configuration: Configuration
    private let log: ServiceLog
    private let feeds: [FeedConfiguration]
    private let api: APIConfiguration

    init(_ configuration: Configuration, venues: [Venue], log: ServiceLog) throws {
        (self.configuration, self.log) = (configuration, log)
        feeds = try LiveSetup.feeds(configuration, venues, for: "run")
        do {
            api = configuration.api.server(
                token: try APIToken.load(file: configuration.api.tokenFile, ProcessInfo.processInfo.environment))
            try api.validate()
        } catch {
            throw CommandFailure(what: "run", why: "\(error)")
        }
    }

    /// - Parameter reloading: reads the configuration again.
    func make(_ store: Store, reloading: @escaping @Sendable () throws -> Configuration) async throws -> Service {
        sayConfiguration()
        let connections = raiseFileLimit()
        let instruments = feeds.flatMap { feed in feed.symbols.map { Instrument(venue: feed.venue, symbol: $0) } }
        let data = ServedData(
            ServedState(time: Service.now, version: Wick.version, instruments: instruments))
        let metrics = ServiceMetrics()
        let latency = StoredLatency(metrics)
        let storing = try LiveStoring(
            store, configuration, feeds: feeds, command: "run",
            stored: { latency.store($0.predictions, at: Service.now) },
            report: { [log] event in
                if case .failed = event {
                    data.update { state in
                        state.counts.storeFailures += 1
                        return []
                    }
                }
                log.warning("store", "\(event)")
            }, progress: { log.write(.info, "store", $0) })
        let setup = try LiveSetup(
            configuration, venues: feeds.map(\.venue), command: "run", resume: storing.resume,
            headlines: storing.headlines
        ) { [log] event in log.write(event.isWarning ? .warning : .info, "feed", "\(event)") }
        let served = ServedFold(data, storing.learning, now: Service.now)
        do throws(StoreError) { try await served.restore(store, instruments, now: Service.now) } catch {
            throw CommandFailure("run", error)
        }
        let reload = ServiceReload(configuration, log: log, load: reloading)
        let alerts = try LiveAlerts(
            storing.learning, configuration, environment: ProcessInfo.processInfo.environment, client: setup.network,
            command: "run"
        ) { [log] event in log.write(event.isWarning ? .warning : .info, "alerts", "\(event)") }
        let training = try ServiceTraining(
            store, served: served, log: log, span: { reload.trainingSpan },
            announce: { storing.learning.announce($0, in: setup) }, ended: { await alerts.trainingEnded($0) })
        let router = APIRouter(store: store, training: training, metrics: metrics) { [log] error in
            log.warning("api", "\(error)")
        }
        let recorder = try await recorder(setup)
        let server = try await start(router, data, connections: connections)
        return Service(
            setup: setup, storing: storing, recorder: recorder, served: served, training: training,
            alerts: alerts, server: server, metrics: metrics, latency: latency, reload: reload,
            notifier: SystemdNotifier(environment: ProcessInfo.processInfo.environment), log: log)
    }

    private func start(_ router: APIRouter, _ data: ServedData, connections: Int) async throws -> APIServer {
        var api = api
        api.maximumConnections = connections
        do throws(ServerError) {
            return try await APIServer.start(api, router: router, data: data) { [log] event in
                log.warning("api", "\(event)")
            }
        } catch {
            throw CommandFailure(what: "run", why: "\(error)")
        }
    }

    private func recorder(_ setup: LiveSetup) async throws -> RecorderActor? {
        guard configuration.isServiceRecording else { return nil }
        let folder = try configuration.recordingFolder ?? DataFolder.recordings(for: "run")
        do throws(PathFault) { try FolderMaking.make(folder) } catch {
            throw CommandFailure(what: "run", why: "'\(folder)' cannot be made: \(error)")
        }
        let recorder = RecorderActor(
            RecorderConfiguration(folder: folder, maximumFileBytes: configuration.rotationMiB << 20),
            header: setup.header, clock: setup.clock
        ) { [log] event in log.write(event.isWarning ? .warning : .info, "recorder", "\(event)") }
        do throws(RecordingError) { try await recorder.open() } catch {
            throw CommandFailure(what: "run: recording to \(folder)", why: "\(error)")
        }
        return recorder
    }

    /// What differs from the defaults.
    private func sayConfiguration() {
        let standard = Configuration()
        let changed = ConfigurationOption.all(in: configuration).filter { $0.show(configuration) != $0.show(standard) }
        let values = changed.map { "\($0.path) = \(Self.withoutSecrets($0.show(configuration) ?? "not set"))" }
        log.info(
            "service", "configuration: " + (values.isEmpty ? "all defaults" : values.joined(separator: "; ")))
    }

    /// URLs of proxies and feeds may hold a password or a key.
    private static func withoutSecrets(_ value: String) -> String {
        value.replacing(/:\/\/[^\/@"]*@/, with: "://…@").replacing(/\?[^"]*/, with: "?…")
    }

    /// Each connection is an open file, and the usual limit is 1,024.
    ///
    /// - Returns: how many connections leave the rest of the program its files.
    private func raiseFileLimit() -> Int {
        var limit = rlimit()
        let connections = api.maximumConnections
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return connections }
        let wanted = rlim_t(connections + Self.ownFiles)
        guard limit.rlim_cur < wanted else { return connections }
        limit.rlim_cur = min(wanted, limit.rlim_max)
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        guard limit.rlim_cur < wanted else { return connections }
        let room = max(Self.minimumConnections, Int(limit.rlim_cur) - Self.ownFiles)
        log.warning(
            "service",
            "\(limit.rlim_cur) files may be open, fewer than api.connections needs (\(wanted)): \(room) connections are "
                + "let in; raise ulimit -n")
        return room
    }
}

extension RecorderEvent {
    /// Whether a person should look at it.
    fileprivate var isWarning: Bool {
        switch self {
        case .opened, .closed, .recovered: false
        case .stalled, .refused: true
        }
    }
}
