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
    /// Champions that the replay has yet to take up.
    private let champions = Mutex<[ChampionNote]>([])
    private let time = Mutex(Timestamp(microseconds: 0))

    init(command: String) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "wick-\(UUID().uuidString)")
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

    func announce(_ champion: ChampionNote) { champions.withLock { $0.append(champion) } }

    /// As frames, received at this moment.
    func takeChampions(receivedNanoseconds: Int64) -> FrameBatch? {
        let notes = champions.withLock { notes in
            defer { notes = [] }
            return notes
        }
        guard !notes.isEmpty else { return nil }
        var batch = FrameBatch()
        for note in notes {
            batch.append(
                Frame(receivedNanoseconds: receivedNanoseconds, origin: .note, payload: Note.champion(note).payload))
        }
        return batch
    }

    /// Takes the files away. What cannot be removed is left in the system's folder for such files.
    func remove() {
        try? store.close()
        try? FileManager.default.removeItem(at: folder)
    }
}
