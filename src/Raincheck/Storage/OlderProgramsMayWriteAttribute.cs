namespace Raincheck.Storage;

/// <summary>
/// Marks a migration after which programs that do not know it may go on writing: all that they write is still right, as after a new
/// index, a new table that only newer programs use, or a new column with a default that says "not known".
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
internal sealed class OlderProgramsMayWriteAttribute : Attribute;
