// What the direction forbids, so that a test can see that it is found.
namespace Raincheck.Tests.Architecture.Planted.Storage
{
    internal sealed class PlantedRow
    {
        public Features.Orders.PlantedOrders? Orders { get; init; }
    }
}

namespace Raincheck.Tests.Architecture.Planted.Features.Orders
{
    internal sealed class PlantedOrders
    {
        public Mail.PlantedMail? Mail { get; init; }
    }
}

namespace Raincheck.Tests.Architecture.Planted.Features.Mail
{
    internal sealed class PlantedMail
    {
        public Orders.PlantedOrders? Orders { get; init; }
    }
}
