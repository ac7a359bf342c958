#if Cloud
internal import AsyncHTTPClient
internal import NIOCore
#endif
