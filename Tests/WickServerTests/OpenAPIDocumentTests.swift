import Foundation
import Testing

@testable import WickServer

/// The document says what the router does; scripts/api-check holds a running service against it.
@Suite struct OpenAPIDocumentTests {
    private func document() throws -> [String: Any] {
        let value = try JSONSerialization.jsonObject(with: Data(OpenAPIDocument.bytes))
        return try #require(value as? [String: Any])
    }

    @Test func itHasEveryPathWithItsMethods() throws {
        let paths = try #require(try document()["paths"] as? [String: [String: Any]])
        // A WebSocket is none of OpenAPI's operations; it stands under x-streams.
        let routes = Route.allCases.filter { $0 != .stream }
        #expect(Set(paths.keys) == Set(routes.map(\.rawValue)))
        for route in routes {
            let methods = route.methods.filter { $0 != "HEAD" }.map { $0.lowercased() }
            #expect(Set(try #require(paths[route.rawValue]).keys) == Set(methods), "\(route.rawValue)")
        }
    }

    @Test func itAllowsWhatTheParametersAllow() throws {
        let components = try #require(try document()["components"] as? [String: [String: Any]])
        let limit = try #require((components["parameters"]?["limit"] as? [String: Any])?["schema"] as? [String: Any])
        #expect(limit["maximum"] as? Int == QueryParameters.maximumLimit)
        #expect(limit["default"] as? Int == QueryParameters.defaultLimit)
    }

    @Test(arguments: ["0.", "1783382700000000.6b72616b656e", "9999999999999999." + String(repeating: "ab", count: 128)])
    func cursorsOfItsPatternAreCursors(text: String) {
        #expect(PageCursor(text)?.text == text)
    }
}
