import Glibc
import Testing

@testable import ObjectStorage

@Suite("StorageError")
struct StorageErrorTests {
    @Test(
        "an errno value has the code that says what a caller can do",
        arguments: [
            (ENOENT, .notFound), (ENOTDIR, .notFound), (ENAMETOOLONG, .notFound),
            (EACCES, .permissionDenied), (EPERM, .permissionDenied),
            (EISDIR, .notAnObject), (ENXIO, .notAnObject), (ENODEV, .notAnObject), (ELOOP, .notAnObject),
            (ESTALE, .changedWhileReading),
            (ETIMEDOUT, .unreachable), (EHOSTDOWN, .unreachable), (EHOSTUNREACH, .unreachable),
            (ENETDOWN, .unreachable), (ENETUNREACH, .unreachable), (ENOTCONN, .unreachable),
            (ECONNREFUSED, .unreachable), (ECONNRESET, .unreachable),
            (EIO, .io), (EMFILE, .io), (ENOMEM, .io), (12345, .io),
        ] as [(CInt, StorageError.Code)]
    )
    func mapping(number: CInt, code: StorageError.Code) {
        #expect(StorageError(Errno(rawValue: number), .read, "a/b").code == code)
    }

    @Test("a refusal names the action, the object, the system's word and what to do")
    func permissionDenied() {
        let error = StorageError(Errno.permissionDenied, .open, "manifests/1/2/0/manifest.json")
        #expect(error.cause == "EACCES")
        #expect(error.advice != nil)
        #expect(
            error.description.hasPrefix(
                "cannot open manifests/1/2/0/manifest.json: permission denied (EACCES); run as a user who"
            )
        )
    }

    @Test("the description leaves out what is not known")
    func shortDescription() {
        let error = StorageError(.notFound, .list, "a", message: "no such bucket")
        #expect(error.description == "cannot list a: no such bucket")
    }

    @Test("an error about a hostile key is safe to print")
    func hostileKey() {
        let error = #expect(throws: StorageError.self) { try ObjectKey("\u{1B}]0;x\u{7}//") }
        #expect(error?.description == #"cannot use as key \u{1B}]0;x\u{07}//: a key has no empty component"#)
    }
}
