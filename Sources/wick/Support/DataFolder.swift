import Foundation

/// Where the user's own data lives, by the XDG rules.
enum DataFolder {
    static var recordings: String { "\(wick)/recordings" }
    static var snapshots: String { "\(wick)/snapshots" }
    static var database: String { "\(wick)/wick.db" }

    private static var wick: String {
        let environment = ProcessInfo.processInfo.environment
        let home = environment["HOME"] ?? "/"
        let data = environment["XDG_DATA_HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? "\(home)/.local/share"
        return "\(data)/wick"
    }
}
