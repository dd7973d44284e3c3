using System.Xml.Linq;
using BoroughBridge.Storage;
using Dapper;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.Hosting;

namespace BoroughBridge.Portal.SignIn;

/// <summary>
/// The Data Protection key ring in routing's database, so that a form or a sign-in begun at one instance is finished at another. It guards forms, sign-ins under
/// way and the wrapping of the session cookie; what is in a session is sealed under that cookie's own secret.
/// </summary>
internal sealed class PortalKeys(Database database) : IXmlRepository
{
    // The framework asks synchronously, at start and every few hours.
    public IReadOnlyCollection<XElement> GetAllElements() => AllAsync().GetAwaiter().GetResult();

    public void StoreElement(XElement element, string friendlyName) => database.InTransactionAsync(
        transaction => transaction.Connection!.ExecuteAsync(
            "INSERT INTO portal_keys (name, xml) VALUES (@name, @xml) ON CONFLICT (name) DO NOTHING", new { name = friendlyName, xml = element.ToString(SaveOptions.DisableFormatting) }, transaction),
        default).GetAwaiter().GetResult();

    private async Task<XElement[]> AllAsync()
    {
        await using var connection = await database.OpenAsync(default);

        return [.. (await connection.QueryAsync<string>("SELECT xml FROM portal_keys")).Select(xml => XElement.Parse(xml))];
    }
}

/// <summary>The portal's own tables, before anything of the portal starts.</summary>
internal sealed class PortalSchema(Database database) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => database.ApplySchemaAsync(typeof(PortalSchema).Assembly, cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
