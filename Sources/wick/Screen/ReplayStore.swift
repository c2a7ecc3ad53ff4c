import Foundation
import Synchronization
import WickDomain
import WickFrames
import WickPipeline
import WickStore

/// The database behind a replay on the screen: a temporary one, so that R can train on what has been replayed. Owned by one command.
final class ReplayStore: Sendable {
    let store: Store
    private let folder: URL
    private let champions = Mutex(ChampionSchedule())
    private let time = Mutex(Timestamp(microseconds: 0))

    init(command: String) throws {
        folder = URL(filePath: TemporaryPlace.folder).appending(path: "wick-\(UUID().uuidString)")
        do throws(StoreError) {
            // The folder is made with the database, and nobody else may enter it.
            store = try Store.open(path: folder.appending(path: "replay.db").path)
        } catch {
            throw CommandFailure(command, error)
        }
    }

    /// What R trains: everything that has been replayed.
    var targets: [ForecastTarget] {
        // A store that cannot be read has nothing to train on.
        ((try? store.instruments()) ?? []).map { ForecastTarget(instrument: $0) }
    }

    /// The newest frame's receive time.
    var now: Timestamp { time.withLock { $0 } }
    func setNow(_ now: Timestamp) { time.withLock { $0 = now } }

    /// Lets a model predict from now on, but no minute that it was trained on: a replay may have gone back since.
    func announce(_ champion: ChampionNote) {
        do throws(StoreError) {
            guard let model = try store.models().first(where: { $0.version == champion.version }) else { return }
            let from = max(now, model.details.dataRange.upperBound)
            champions.withLock { $0.add(ChampionChange(champion: champion, knownTime: from)) }
        } catch {
            Console.log("model \(champion.version) is not taken up: \(error)")
        }
    }

    /// Lets the replay begin anew.
    func rewind() { champions.withLock { $0.rewind() } }

    /// Whether a training has led to a champion.
    var hasChampions: Bool { champions.withLock { !$0.isEmpty } }

    /// As frames, received at this moment: those that are known before it.
    func takeChampions(receivedNanoseconds: Int64) -> FrameBatch? {
        let due = champions.withLock { $0.take(before: Timestamp(nanoseconds: receivedNanoseconds)) }
        guard !due.isEmpty else { return nil }
        var batch = FrameBatch()
        for change in due {
            let payload = Note.champion(change.champion).payload
            batch.append(Frame(receivedNanoseconds: receivedNanoseconds, origin: .note, payload: payload))
        }
        return batch
    }

    /// Takes the files away. What cannot be removed is left in the system's folder for such files.
    func remove() {
        try? store.close()
        try? FileManager.default.removeItem(at: folder)
    }
}
