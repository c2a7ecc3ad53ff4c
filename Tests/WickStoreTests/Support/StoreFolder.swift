import Foundation
import GRDB
import Testing
import WickDomain

@testable import WickStore

#if canImport(Glibc)
    import Glibc
#endif

/// A folder of one test, removed with it, and a database in it.
final class StoreFolder {
    let path: String

    init() throws {
        path = URL(fileURLWithPath: NSTemporaryDirectory()).path + "/wick-store-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    // A folder that stays behind in the system's temporary place harms nobody.
    deinit { try? FileManager.default.removeItem(atPath: path) }

    var database: String { path + "/wick.db" }

    func file(_ name: String) -> String { path + "/" + name }

    func open(_ access: StoreConfiguration.Access = .readWrite) throws -> Store {
        try Store.open(path: database, configuration: StoreConfiguration(access: access))
    }

    /// The file as another program sees it.
    func sql<Value>(_ body: (Database) throws -> Value) throws -> Value {
        let queue = try DatabaseQueue(path: database)
        let value = try queue.write(body)
        try queue.close()
        return value
    }

    func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: file(name)))
    }
}

/// A small tmpfs of one test, where mounting one is allowed.
final class SmallDisk {
    let folder: StoreFolder

    static let isPermitted: Bool = (try? SmallDisk(kilobytes: 16)) != nil

    struct NotPermitted: Error {}

    init(kilobytes: Int) throws {
        folder = try StoreFolder()
        guard mount("none", folder.path, "tmpfs", 0, "size=\(kilobytes)k") == 0 else { throw NotPermitted() }
    }

    deinit { umount2(folder.path, Int32(MNT_DETACH)) }

    func makeReadOnly() throws {
        guard mount("none", folder.path, "tmpfs", UInt(MS_REMOUNT) | UInt(MS_RDONLY), nil) == 0 else {
            throw NotPermitted()
        }
    }
}

/// The error of a call that must fail.
func failure<Value>(of body: () throws -> Value) -> StoreError? {
    do {
        _ = try body()
        return nil
    } catch { return error as? StoreError }
}
