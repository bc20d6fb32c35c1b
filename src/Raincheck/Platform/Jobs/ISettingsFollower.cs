using Raincheck.Core.Stock;

namespace Raincheck.Platform.Jobs;

/// <summary>Background work that depends on the settings: <see cref="SettingsPoll"/> calls it with them about once a second.</summary>
internal interface ISettingsFollower
{
    /// <summary>Does what is due. It is not called again before it ends.</summary>
    Task RunAsync(ClientSettings settings, CancellationToken cancel);
}
