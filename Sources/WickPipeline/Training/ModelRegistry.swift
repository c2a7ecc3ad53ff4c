public import WickDomain
public import WickFrames
import WickLearning
public import WickStore

/// The versions in the store and what they stand for: who is champion of which target, and who was before.
public struct ModelRegistry: Sendable {
    public enum Failure: Error, Equatable, Sendable, CustomStringConvertible {
        case store(StoreError)
        /// Nothing to go back to.
        case noEarlierChampion(ForecastTarget)
        /// A version that does not say what it forecasts.
        case unknownTarget(version: Int)

        public var description: String {
            switch self {
            case .store(let error): "\(error)"
            case .noEarlierChampion(let target): "there is no earlier champion of \(target) to go back to"
            case .unknownTarget(let version):
                "model \(version) does not say what it forecasts: it was registered by another wick"
            }
        }
    }

    private static let rollback = "rolled back from model "

    private let store: Store

    public init(_ store: Store) { self.store = store }

    /// What a version forecasts; nil where it does not say.
    public static func target(of record: ModelRecord) -> ForecastTarget? {
        CompactJSON.value(TrainingParameters.self, record.details.parameters)?.target
    }

    public func champion(of target: ForecastTarget) throws(StoreError) -> ModelRecord? {
        try store.alias(target.championAlias).map { version throws(StoreError) in try store.model(version) }
    }

    /// All champions as a recording tells them; a session begins with these.
    public func champions() throws(StoreError) -> [ChampionNote] {
        let aliases = try store.aliases()
        return try store.models().compactMap { record in
            guard let target = Self.target(of: record), aliases[target.championAlias] == record.version else {
                return nil
            }
            return Self.note(record, target)
        }
    }

    static func note(_ record: ModelRecord, _ target: ForecastTarget) -> ChampionNote {
        ChampionNote(
            instrument: target.instrument, horizon: target.horizon, version: record.version, sha256: record.sha256)
    }

    /// Makes a version the champion of its target, whatever it can do.
    ///
    /// - Returns: what is to be recorded.
    public func promote(_ version: Int, at time: Timestamp) throws(Failure) -> ChampionNote {
        let record = try found { () throws(StoreError) in try store.model(version) }
        guard let target = Self.target(of: record) else { throw .unknownTarget(version: version) }
        // Bytes that are damaged must not become champion.
        _ = try found { () throws(StoreError) in try store.artifact(ofModel: version) }
        try change(target, to: version, at: time, reason: "promoted by hand")
        return Self.note(record, target)
    }

    /// Makes the champion before the present one champion again; a second time, the one before that.
    public func rollBack(_ target: ForecastTarget, at time: Timestamp) throws(Failure) -> ChampionNote {
        let changes = try found { () throws(StoreError) in try store.aliasChanges(target.championAlias) }
        let line = Self.line(changes)
        guard line.count >= 2, let present = line.last else { throw .noEarlierChampion(target) }
        let version = line[line.count - 2]
        let record = try found { () throws(StoreError) in try store.model(version) }
        _ = try found { () throws(StoreError) in try store.artifact(ofModel: version) }
        try change(target, to: version, at: time, reason: Self.rollback + "\(present)")
        return Self.note(record, target)
    }

    /// Removes versions that nothing needs: not the newest ones, not what is champion or challenger, not what a
    /// rollback could lead to.
    ///
    /// - Parameter keep: of the newest versions, so many stay; 1 or more.
    /// - Returns: the versions that were removed.
    public func prune(keep: Int) throws(StoreError) -> [Int] {
        precondition(keep >= 1, "the newest version always stays")
        let versions = try store.models().map(\.version)
        var needed = Set(versions.suffix(keep))
        let changes = try store.aliasChanges(nil)
        for name in Set(changes.map(\.name)) {
            needed.formUnion(Self.line(changes.filter { $0.name == name }).suffix(2))
        }
        return try store.removeModels(Set(versions).subtracting(needed))
    }

    /// Runs of a target so far: how often somebody tried.
    public func trials(of target: ForecastTarget) throws(StoreError) -> Int { try runs(of: target).count }

    /// When a model of the target was last begun, however it ended; evaluations do not count. Nil where none was.
    public func lastTraining(of target: ForecastTarget) throws(StoreError) -> Timestamp? {
        try runs(of: target).last { $0.parameters.work == .train }?.run.start.startedTime
    }

    private func runs(
        of target: ForecastTarget
    ) throws(StoreError) -> [(run: TrainingRunRecord, parameters: TrainingParameters)] {
        try store.runs().compactMap { run in
            let parameters = CompactJSON.value(TrainingParameters.self, run.start.parameters)
            guard let parameters, parameters.target == target else { return nil }
            return (run, parameters)
        }
    }

    /// The champions that lie behind each other, the present one last: a rollback takes the last away. One that was
    /// removed cannot be gone back to.
    private static func line(_ changes: [AliasChange]) -> [Int] {
        var line: [Int] = []
        for change in changes {
            guard let version = change.version else { continue }
            if change.reason.hasPrefix(rollback) {
                while let last = line.last, last != version { line.removeLast() }
            }
            if line.last != version { line.append(version) }
        }
        return line
    }

    private func change(
        _ target: ForecastTarget, to version: Int, at time: Timestamp, reason: String
    ) throws(Failure) {
        try found { () throws(StoreError) in
            var aliases: [String: Int?] = [target.championAlias: version]
            if try store.alias(target.challengerAlias) == version { aliases[target.challengerAlias] = .some(nil) }
            try store.setAliases(aliases, at: time, reason: reason)
        }
    }

    private func found<Value>(_ body: () throws(StoreError) -> Value) throws(Failure) -> Value {
        do throws(StoreError) { return try body() } catch { throw .store(error) }
    }
}
