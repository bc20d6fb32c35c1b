namespace Raincheck.Platform.Http;

/// <summary>An answer that carries the version of what it shows, for <c>ETag</c> and <c>If-Match</c>.</summary>
internal interface IVersioned;
