using RabbitMQ.Client;

namespace BoroughBridge.Streams;

/// <summary>Leaves connections behind. One to a broker that cannot be reached takes long to close: nobody waits for it.</summary>
internal static class BrokerLeaving
{
    public static void Leave(IConnection connection) => _ = Task.Run(async () =>
    {
        try
        {
            await connection.AbortAsync(200, "left", TimeSpan.FromSeconds(2)).WaitAsync(TimeSpan.FromSeconds(5));
            await connection.DisposeAsync();
        }
        catch (Exception)
        {
            // It is left because it is broken; how it breaks further tells nothing.
        }
    });

    public static async Task LeaveWhenOpenAsync(Task<IConnection> opening)
    {
        try
        {
            Leave(await opening);
        }
        catch (Exception)
        {
            // Never opened, so nothing to leave.
        }
    }
}
