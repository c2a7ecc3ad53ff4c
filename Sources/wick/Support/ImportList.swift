import Foundation
import WickDomain
import WickPipeline
import WickStore

/// Shows the imports of a store, and takes one back. Owned by the import command.
enum ImportList {
    static func show(_ store: Store) throws {
        do throws(StoreError) {
            let records = try store.imports()
            if records.isEmpty { Console.error("wick import: nothing was imported into \(store.path) yet") }
            for record in records { Console.print(line(record)) }
            try store.close()
        } catch {
            throw CommandFailure("import", error)
        }
    }

    /// Takes an import back, and makes the features of what is left again.
    static func undo(_ id: Int, in store: Store) throws {
        do throws(StoreError) {
            let now = Timestamp(nanoseconds: WallClock.nanoseconds())
            let removal = try store.undoImport(id, at: now)
            let changes = try FeatureUpdate(store).run()
            try store.close()
            Console.error(
                "wick import: import \(id) is taken back: \(removal.candles) candles, \(removal.headlines) headlines and "
                    + "\(removal.vectors) feature rows removed; of what is left \(changes.text) computed again")
        } catch {
            throw CommandFailure("import", error)
        }
    }

    private struct Kept: Decodable {
        let rows: Int
        let leftOut: Int
        let failures: Int
        let outcome: String
    }

    private static func line(_ record: ImportRecord) -> String {
        let arguments = ImportArguments.read(record.arguments)
        let what = [arguments?.kind, arguments?.venue, arguments?.symbol].compactMap { $0 }.joined(separator: " ")
        let kept = record.counts.flatMap { try? JSONDecoder().decode(Kept.self, from: Data($0.utf8)) }
        let state: String =
            if let undone = record.undoneTime {
                "undone at \(undone.floored(to: .seconds(1)))"
            } else if record.endedTime == nil {
                "unfinished: run it again, or take it back with --undo \(record.id)"
            } else if kept?.rows == 0 {
                "refused: nothing of it could be used"
            } else if let kept, kept.failures > 0 {
                "finished in part: not all of it could be read"
            } else {
                "finished"
            }
        var parts = ["\(record.id)", "\(record.startedTime.floored(to: .seconds(1)))", what, state]
        if let kept {
            parts.append("\(kept.rows) rows, \(kept.leftOut) left out, \(kept.outcome)")
        }
        let files = arguments?.files ?? []
        parts.append(files.count > 3 ? "\(files[0]) and \(files.count - 1) more files" : files.joined(separator: " "))
        return parts.joined(separator: "  ")
    }
}
