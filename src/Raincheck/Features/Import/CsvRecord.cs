namespace Raincheck.Features.Import;

/// <summary>One record of a CSV file.</summary>
/// <param name="Line">The line of the file on which it begins, from 1; a record may span lines.</param>
/// <param name="Fields">Its cells without their quotes; where there is a <paramref name="Problem"/>, those read before it.</param>
/// <param name="Raw">Its text; of a record that is too long, the beginning.</param>
/// <param name="Problem">Why it cannot be read, or null.</param>
internal sealed record CsvRecord(long Line, IReadOnlyList<string> Fields, string Raw, string? Problem = null);
