import Foundation
import WickDomain
import WickTerminal

/// Saves pictures of the screen, each under the time at which it was taken.
enum ScreenFiles {
    /// - Returns: one line that says where they are, or why they are not.
    static func save(_ picture: Screen.Picture) -> String {
        let now = Timestamp(nanoseconds: WallClock.nanoseconds()).floored(to: .seconds(1))
        let stamp = "\(now)".filter { $0 != "-" && $0 != ":" }
        let folder: String
        do {
            folder = try DataFolder.snapshots(for: "snapshot")
            try FolderMaking.make(folder)
        } catch {
            return "The snapshot cannot be saved: \(error)"
        }
        do {
            for (ending, text) in [("txt", picture.text), ("svg", picture.svg), ("csv", picture.csv)] {
                let file = URL(filePath: "\(folder)/wick-\(stamp).\(ending)")
                try Data(text.utf8).write(to: file, options: .atomic)
            }
            return "Saved \(folder)/wick-\(stamp).txt, .svg and .csv"
        } catch {
            return "The snapshot cannot be saved in \(folder): \(error.localizedDescription)"
        }
    }
}
