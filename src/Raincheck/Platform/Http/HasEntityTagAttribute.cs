namespace Raincheck.Platform.Http;

/// <summary>Answers of this type have an <c>ETag</c>, which calls may name in <c>If-Match</c>.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class HasEntityTagAttribute : Attribute;
