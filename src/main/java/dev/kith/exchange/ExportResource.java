package dev.kith.exchange;

import java.util.List;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Variant;

import dev.kith.owner.Scope;

@Path("/v1/export")
class ExportResource {

    private static final String CSV = "text/csv";
    private static final List<Variant> FORMS = Variant.mediaTypes(MediaType.APPLICATION_JSON_TYPE, MediaType.valueOf(CSV))
            .add().build();

    private final TakingOut network;
    private final JsonExport json;
    private final CsvExport csv;

    ExportResource(TakingOut network, JsonExport json, CsvExport csv) {
        this.network = network;
        this.json = json;
        this.csv = csv;
    }

    @GET
    @Produces({ MediaType.APPLICATION_JSON, CSV })
    @RolesAllowed(Scope.READ)
    public Response export(@Context Request request) {
        var form = request.selectVariant(FORMS).getMediaType();
        return form.toString().equals(CSV)
                ? attachment(CSV + ";charset=UTF-8;header=present", "kith-contacts.csv", network.as(Format.CSV, csv::to))
                : attachment(MediaType.APPLICATION_JSON, "kith.json", network.as(Format.JSON, json::to));
    }

    private static Response attachment(String type, String name, Object body) {
        return Response.ok(body, type).header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + name + "\"")
                .header(HttpHeaders.VARY, HttpHeaders.ACCEPT).build();
    }
}
