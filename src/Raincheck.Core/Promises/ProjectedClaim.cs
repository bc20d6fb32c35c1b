using Raincheck.Core.Allocation;

namespace Raincheck.Core.Promises;

/// <summary>A claim whose firm units may change from day to day.</summary>
/// <param name="Claim">What the line asks of the stock; <see cref="Claim.FirmWanted"/> is not read.</param>
/// <param name="Firm">Its firm units, now and later.</param>
public sealed record ProjectedClaim(Claim Claim, FirmUnits Firm);
